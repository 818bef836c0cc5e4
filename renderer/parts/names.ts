import { useCallback } from 'react';
import { type Names, nameIn } from '../../shared/product.ts';
import { useRegister } from '../register-store.ts';

/** A product's name in the language of the screen. */
export function useNames(): (names: Names) => string {
  const { language } = useRegister().settings;
  return useCallback((names) => nameIn(names, language), [language]);
}
