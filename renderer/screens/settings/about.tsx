import { Facts } from '../../parts/facts.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useWords } from '../../words.ts';
import type { AboutFacts } from './settings-screen.tsx';

/** Where the books lie and how anyone checks them; what this program is, and whose work is in it. */
export function About({ about }: { readonly about: AboutFacts }) {
  const say = useWords();
  return (
    <>
      <section className="card" aria-labelledby="books-title">
        <h2 id="books-title">{say('books')}</h2>
        <p>{say('books.hint')}</p>
        <p className="muted">{say('books.folder')}</p>
        <code className="address">{about.dataDir}</code>
        <p className="muted">{say('books.verify')}</p>
        <code className="address">{about.verifyLine}</code>
        {about.keysWrapped ? null : <Notice tone="info" title={say('books.key-in-the-open')} />}
      </section>
      <section className="card" aria-labelledby="about-title">
        <h2 id="about-title">{say('about')}</h2>
        <p>{say('about.what')}</p>
        <Facts
          facts={[
            { name: say('about.version'), value: about.version },
            { name: say('about.runtime'), value: about.runtime },
          ]}
        />
        {about.supportedRuntime ? null : <Notice tone="wait" title={say('about.unsupported')} />}
        <p className="muted">{say('about.licences')}</p>
        <p className="muted">{say('about.goods')}</p>
      </section>
    </>
  );
}
