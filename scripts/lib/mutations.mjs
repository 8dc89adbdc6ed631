// Owns the possible mutations of a line of code: every small change that a test should detect, in one file's text.
import ts from 'typescript';

/**
 * A change of the text from `start` to `end`.
 * @typedef {{ file: string, line: number, start: number, end: number, text: string, was: string }} Mutant
 */

const { SyntaxKind: Kind } = ts;

/** @type {ReadonlyMap<ts.SyntaxKind, string>} */
const operators = new Map([
  [Kind.LessThanToken, '<='],
  [Kind.LessThanEqualsToken, '<'],
  [Kind.GreaterThanToken, '>='],
  [Kind.GreaterThanEqualsToken, '>'],
  [Kind.EqualsEqualsEqualsToken, '!=='],
  [Kind.ExclamationEqualsEqualsToken, '==='],
  [Kind.PlusToken, '-'],
  [Kind.MinusToken, '+'],
  [Kind.AsteriskToken, '/'],
  [Kind.SlashToken, '*'],
  [Kind.PercentToken, '*'],
  [Kind.PlusEqualsToken, '-='],
  [Kind.MinusEqualsToken, '+='],
  [Kind.AmpersandAmpersandToken, '||'],
  [Kind.BarBarToken, '&&'],
  [Kind.QuestionQuestionToken, '&&'],
]);

/** @type {Readonly<Record<string, string>>} */
const methods = {
  ...{ min: 'max', max: 'min', floor: 'ceil', ceil: 'floor', round: 'floor' },
  ...{ some: 'every', every: 'some', find: 'findLast', findLast: 'find' },
};

/** @param {ts.Node} node Strings are also joined with +; subtracting them is not a realistic mistake. */
const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/**
 * Replacement texts for a node, or for a part of it.
 * @param {ts.Node} node @param {ts.SourceFile} source @returns {(readonly [ts.Node, string])[]}
 */
function changesOf(node, source) {
  if (ts.isBinaryExpression(node)) {
    const other = operators.get(node.operatorToken.kind);
    const joins = node.operatorToken.kind === Kind.PlusToken && (isText(node.left) || isText(node.right));
    return other === undefined || joins ? [] : [[node.operatorToken, other]];
  }
  if (ts.isNumericLiteral(node)) {
    const text = node.getText(source);
    // One more or less in a long wait is not a mistake that tests need to detect.
    return [[node, Number(text) < 1000 ? `(${text} + 1)` : `(2 * ${text})`]];
  }
  if (node.kind === Kind.TrueKeyword) return [[node, 'false']];
  if (node.kind === Kind.FalseKeyword) return [[node, 'true']];
  if (ts.isPrefixUnaryExpression(node)) {
    const dropped = node.operator === Kind.ExclamationToken || node.operator === Kind.MinusToken;
    return dropped ? [[node, `(${node.operand.getText(source)})`]] : [];
  }
  if (ts.isIfStatement(node)) return [[node.expression, `!(${node.expression.getText(source)})`]];
  if (ts.isConditionalExpression(node)) return [[node.condition, `!(${node.condition.getText(source)})`]];
  if (ts.isExpressionStatement(node)) return [[node, ';']];
  if (ts.isPropertyAccessExpression(node) && Object.hasOwn(methods, node.name.text))
    return [[node.name, methods[node.name.text] ?? '']];
  if (ts.isCallExpression(node) && node.arguments.length === 2) {
    const [first, second] = node.arguments.map((argument) => argument.getText(source));
    const [from, to] = node.arguments;
    const functions = node.arguments.some((argument) => ts.isFunctionLike(argument));
    if (from === undefined || to === undefined || first === second || functions) return [];
    return [[from, `${second}, ${first}`]];
  }
  return [];
}

/**
 * All mutants of a file.
 * @param {string} file @param {string} code @returns {Mutant[]}
 */
export function mutantsOf(file, code) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @type {Mutant[]} */
  const mutants = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    for (const [part, text] of changesOf(node, source)) {
      const start = part.getStart(source);
      const isPair = ts.isCallExpression(node);
      const end = isPair ? (node.arguments[1]?.end ?? part.end) : part.end;
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      mutants.push({ file, line, start, end, text, was: code.slice(start, end) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}
