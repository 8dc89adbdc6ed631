/** A script for PyTorch that tries a saved forecast: from the page and from the command line. */

interface FarcastWords {
  readonly file: string;
  readonly anchor: number;
  readonly horizon: number;
  readonly method: string;
}

export const farcastScript = ({
  file,
  anchor,
  horizon,
  method,
}: FarcastWords): string => `"""Does this forecast lower the validation loss?

${file}: weights forecast by the ${method} at step ${anchor}, ${horizon} steps ahead.
Needs torch and safetensors. Fill in the three functions, and run it beside the file.
"""
import copy

from safetensors.torch import load_file


def make_model():
    """The model with the weights of the checkpoint of step ${anchor}."""
    raise NotImplementedError


def validation_loss(model):
    """Mean loss on held-out data, as a number."""
    raise NotImplementedError


def train(model, steps):
    """Continues training: a new optimizer, or the state of the checkpoint's."""
    raise NotImplementedError


def loaded(model, path):
    """A copy with the weights of a file; names that only one of the two has are printed."""
    model = copy.deepcopy(model)
    own = dict(model.named_parameters()) | dict(model.named_buffers())
    weights = {name: value.to(own[name].dtype) for name, value in load_file(path).items() if name in own}
    result = model.load_state_dict(weights, strict=False)
    print(f"{len(weights)} tensors loaded; missing: {list(result.missing_keys) or 'none'}")
    return model


if __name__ == "__main__":
    last = make_model()
    forecast = loaded(last, "${file}")
    print(f"validation loss at step ${anchor}: {validation_loss(last):.6g}")
    print(f"validation loss of the forecast:  {validation_loss(forecast):.6g}")
    for name, model in {"without": last, "with": forecast}.items():
        train(model, ${horizon})
        print(f"after ${horizon} more steps {name} the jump: {validation_loss(model):.6g}")
`;
