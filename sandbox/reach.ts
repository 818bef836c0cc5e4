/** Whether tills reach the scheme: taken away on the phone's page, to practise selling without network. */
export type Reach = { readonly isCut: () => boolean; readonly set: (reachable: boolean) => void };

/** In memory: a scheme that is started again can be reached. */
export function createReach(): Reach {
  let isCut = false;
  return {
    isCut: () => isCut,
    set: (reachable) => {
      isCut = !reachable;
    },
  };
}
