/** How to save checkpoints that are easy to open: a few lines a framework. */

export interface Recipe {
  readonly name: string;
  readonly code: string;
  /** What to mind. */
  readonly words: string;
}

const even = 'Save at equal intervals: fits on a run’s own window need them.';

export const recipes: readonly [Recipe, ...Recipe[]] = [
  {
    name: 'PyTorch',
    code: `from safetensors.torch import save_file

def save_checkpoint(model, step, folder="run"):
    weights = {name: w.detach().contiguous().cpu() for name, w in model.named_parameters()}
    save_file(weights, f"{folder}/step_{step}.safetensors")

# in the training loop, after optimizer.step():
if step % 100 == 0:
    save_checkpoint(model, step)`,
    words: even,
  },
  {
    name: 'Hugging Face Trainer',
    code: `args = TrainingArguments(
    output_dir="run",
    save_strategy="steps",
    save_steps=100,
    save_total_limit=None,   # keep all checkpoints
    save_only_model=True,    # without optimizer state
    logging_steps=100,
)`,
    words: 'Then drop the folder “run”: losses are read from trainer_state.json.',
  },
  {
    name: 'Keras',
    code: `import numpy as np
from safetensors.numpy import save_file

class SaveEvery(keras.callbacks.Callback):
    step = 0
    def on_train_batch_end(self, batch, logs=None):
        self.step += 1
        if self.step % 100 == 0:
            weights = {w.path: np.ascontiguousarray(w) for w in self.model.trainable_weights}
            save_file(weights, f"run/step_{self.step}.safetensors")

model.fit(x, y, callbacks=[SaveEvery()])`,
    words: 'model.save_weights(f"run/step_{step}.weights.h5") is read too.',
  },
  {
    name: 'JAX',
    code: `import jax, numpy as np
from safetensors.numpy import save_file

def save_checkpoint(params, step, folder="run"):
    leaves = jax.tree_util.tree_leaves_with_path(params)
    weights = {jax.tree_util.keystr(path, simple=True, separator="."): np.asarray(w) for path, w in leaves}
    save_file(weights, f"{folder}/step_{step}.safetensors")

if step % 100 == 0:
    save_checkpoint(params, step)`,
    words: even,
  },
];
