// Owns what the simplest models reach on the tasks of text, so that a network's figures can be judged: the frequency of
// characters and a bigram model for a text to predict, and a linear classifier of the counts of characters for passages.

/** @typedef {Readonly<Record<'train' | 'guard' | 'test', number>>} Counts */

/**
 * Mean bits per character of a split, for characters predicted from the one before: by their counts in the training
 * split, each plus `added`. `previous` false: by their frequency alone.
 * @param {Uint8Array} text characters by number @param {Counts} counts characters of each split
 * @param {number} vocabulary @param {boolean} previous
 */
export function bitsPerCharacter(text, { train, guard, test }, vocabulary, previous, added = 0.1) {
  const row = (/** @type {number} */ at) => (previous ? (text[at - 1] ?? 0) : 0);
  const pairs = new Float64Array(vocabulary * vocabulary).fill(added);
  const sums = new Float64Array(vocabulary).fill(added * vocabulary);
  for (let at = 1; at < train; at += 1) {
    const index = row(at) * vocabulary + (text[at] ?? 0);
    pairs[index] = (pairs[index] ?? 0) + 1;
    sums[row(at)] = (sums[row(at)] ?? 0) + 1;
  }
  const bits = (/** @type {number} */ first, /** @type {number} */ end) => {
    let sum = 0;
    for (let at = first + 1; at < end; at += 1)
      sum -= Math.log2((pairs[row(at) * vocabulary + (text[at] ?? 0)] ?? 0) / (sums[row(at)] ?? 1));
    return sum / (end - first - 1);
  };
  return { guard: bits(train, train + guard), test: bits(train + guard, train + guard + test) };
}

/**
 * Accuracy of a softmax classifier of the counts of a passage's first `context` characters, standardised: gradient
 * descent on all training passages from weights of 0, with a small weight decay.
 * @param {{ readonly values: Uint8Array, readonly labels: Uint8Array, readonly length: number }} passages
 * @param {Counts} counts @param {number} vocabulary @param {number} classes @param {number} context
 */
export function bagAccuracy({ values, labels, length }, counts, vocabulary, classes, context) {
  const bags = Array.from(labels, (_, passage) => {
    const bag = new Float64Array(vocabulary);
    for (const number of values.subarray(passage * length, passage * length + context))
      bag[number] = (bag[number] ?? 0) + 1;
    return bag;
  });
  standardise(bags, counts.train, vocabulary);
  const weights = Array.from({ length: classes }, () => new Float64Array(vocabulary + 1));
  const shares = (/** @type {Float64Array} */ bag) => {
    const scores = weights.map((own) =>
      bag.reduce((sum, x, i) => sum + x * (own[i] ?? 0), own[vocabulary] ?? 0),
    );
    const most = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - most));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  };
  for (let step = 0; step < 150; step += 1) {
    const gradients = weights.map((own) => own.map((weight, i) => (i < vocabulary ? 0.002 * weight : 0)));
    for (let passage = 0; passage < counts.train; passage += 1) {
      const bag = bags[passage] ?? new Float64Array();
      for (const [label, share] of shares(bag).entries()) {
        const error = (share - (labels[passage] === label ? 1 : 0)) / counts.train;
        const own = gradients[label] ?? new Float64Array();
        for (let i = 0; i < vocabulary; i += 1) own[i] = (own[i] ?? 0) + error * (bag[i] ?? 0);
        own[vocabulary] = (own[vocabulary] ?? 0) + error;
      }
    }
    for (const [label, own] of weights.entries())
      own.forEach((weight, i) => (own[i] = weight - 0.5 * (gradients[label]?.[i] ?? 0)));
  }
  const accuracy = (/** @type {number} */ first, /** @type {number} */ count) => {
    const right = bags.slice(first, first + count).filter((bag, i) => {
      const found = shares(bag);
      return found.indexOf(Math.max(...found)) === labels[first + i];
    });
    return right.length / count;
  };
  return {
    guard: accuracy(counts.train, counts.guard),
    test: accuracy(counts.train + counts.guard, counts.test),
  };
}

/** @param {Float64Array[]} bags @param {number} training @param {number} vocabulary */
function standardise(bags, training, vocabulary) {
  for (let i = 0; i < vocabulary; i += 1) {
    const own = bags.slice(0, training).map((bag) => bag[i] ?? 0);
    const mean = own.reduce((sum, x) => sum + x, 0) / training;
    const deviation = Math.sqrt(own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / training) || 1;
    for (const bag of bags) bag[i] = ((bag[i] ?? 0) - mean) / deviation;
  }
}
