import { config } from 'zod';

// zod tries at its first schema whether it may compile code from text. The page's policy forbids it,
// rightly, and reports the try: so zod is told first. This file is imported before all schemas.
config({ jitless: true });
