/** A short Python script that loads a farcast where the run came from. */

/** For PyTorch; `file` is the name of the farcast. */
export const loadingScript = (
  file: string,
): string => `"""Loads ${file}, compares its validation loss with the last checkpoint, and continues training."""
from safetensors.torch import load_file

FARCAST = ${JSON.stringify(file)}


def load_farcast(model, device="cpu"):
    """Puts the forecast weights into a model of the run. What the file lacks keeps its values."""
    missing, unexpected = model.load_state_dict(load_file(FARCAST, device=device), strict=False)
    if unexpected:
        raise SystemExit(f"The model has no tensors named {unexpected[:3]}")
    if missing:
        print(f"Not in the farcast, unchanged: {missing[:3]}")
    return model


def compare(model, last_checkpoint, validation_loss, train, farcast_steps):
    """
    model: the network; last_checkpoint: its state_dict; validation_loss(model): a number;
    train(model, steps): trains on with a new optimizer, or with the old one's state: say which.
    """
    model.load_state_dict(last_checkpoint)
    before = validation_loss(model)
    after = validation_loss(load_farcast(model))
    print(f"validation loss: last checkpoint {before:.5g}, farcast {after:.5g}")
    for name, load in (("last checkpoint", lambda: model.load_state_dict(last_checkpoint)), ("farcast", lambda: load_farcast(model))):
        load()
        train(model, farcast_steps)
        print(f"after {farcast_steps} more steps from the {name}: {validation_loss(model):.5g}")
`;
