/** Confusion matrix of predicted classes. */

/** [true class, predicted class]: number of examples. */
export function confusionOf(
  truths: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Uint32Array {
  const counts = new Uint32Array(classes * classes);
  for (let i = 0; i < truths.length; i += 1) {
    const at = truths[i]! * classes + predicted[i]!;
    counts[at] = counts[at]! + 1;
  }
  return counts;
}

/**
 * Indexes of examples, sorted so that those misclassified by most networks come first, otherwise in their order.
 * `predictions` [network][example].
 */
export function mistakesFirst(
  truths: ArrayLike<number>,
  predictions: readonly ArrayLike<number>[],
): number[] {
  const wrong = Array.from(truths, (truth, i) => predictions.filter((own) => own[i] !== truth).length);
  return wrong.map((_, i) => i).sort((a, b) => wrong[b]! - wrong[a]! || a - b);
}
