/** The literals of Python that headers of NumPy files consist of. They are read as data; nothing is evaluated. */
import { FormatError } from '../source.ts';

/** Lists and tuples are arrays, a dict is a Map. */
export type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<Literal, Literal>;

const tokens = /\s*(?:('[^'\\]*'|"[^"\\]*")|(-?\d{1,15})L?(?![\w.])|(True|False|None)(?!\w)|([{}()[\]:,]))/y;
const words: Readonly<Record<string, Literal>> = { True: true, False: false, None: null };
const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
const maxDepth = 20;

/** Throws a FormatError if it is anything but one literal. Text with escapes is not read. */
export function parseLiteral(text: string): Literal {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Literal {
    const [, text, number, word, mark] = this.#next();
    if (text !== undefined) return text.slice(1, -1);
    if (number !== undefined) return Number(number);
    if (word !== undefined) return words[word]!;
    const close = closing[mark!];
    if (close === undefined || depth === maxDepth) throw damaged();
    return close === '}' ? this.#dict(depth + 1) : this.#list(close, depth + 1);
  }

  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') throw damaged();
  }

  /** What is in parentheses without a comma is not a tuple but a value. */
  #list(close: string, depth: number): Literal {
    const items: Literal[] = [];
    let comma = true;
    while (!this.#skip(close)) {
      if (!comma) throw damaged();
      items.push(this.value(depth));
      comma = this.#skip(',');
    }
    return close === ')' && items.length === 1 && !comma ? items[0]! : items;
  }

  #dict(depth: number): Literal {
    const items = new Map<Literal, Literal>();
    let comma = true;
    while (!this.#skip('}')) {
      if (!comma) throw damaged();
      const key = this.value(depth);
      if (!this.#skip(':')) throw damaged();
      items.set(key, this.value(depth));
      comma = this.#skip(',');
    }
    return items;
  }

  #next(): RegExpExecArray {
    tokens.lastIndex = this.#at;
    const token = tokens.exec(this.#text);
    if (!token) throw damaged();
    this.#at = tokens.lastIndex;
    return token;
  }

  #skip(mark: string): boolean {
    const before = this.#at;
    if (this.#next()[4] === mark) return true;
    this.#at = before;
    return false;
  }
}

const damaged = (): FormatError => new FormatError('It is damaged: its NumPy header cannot be read');
