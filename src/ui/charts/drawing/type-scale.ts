/** How large the page's type is beside the usual 16 px, for layers that place words by pixels. */
import { createContext, useContext } from 'react';

export const TypeScale = createContext(1);

export const useTypeScale = (): number => useContext(TypeScale);
