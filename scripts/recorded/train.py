"""
Trains networks in PyTorch and saves checkpoints, so that recorded runs are tried on what other programs write.

    python3 scripts/recorded/train.py cnn --out runs/cnn       # 1.02 million weights, Fashion-MNIST
    python3 scripts/recorded/train.py digits --out runs/digits # 666 weights, 8 x 8 digits
    python3 scripts/recorded/train.py cnn --continue runs/cnn/farcast-1200-to-1500.safetensors --out runs/cnn

The first command writes checkpoint-STEP/model.safetensors (or, with --format, .pt, .npz or .h5) and losses.csv. The second
loads a farcast, compares its validation loss with that of the last checkpoint, and trains both on with the same batches.
Needs torch, numpy and safetensors (h5py for .h5).
"""
import argparse, gzip, os
import numpy as np
import torch
from torch import nn

DATA = os.path.join(os.path.dirname(__file__), '../../public/data')


class Cnn(nn.Module):
    def __init__(self, width=640):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.norm = nn.BatchNorm2d(32)
        self.dense = nn.Linear(32 * 7 * 7, width)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(torch.relu(self.norm(self.conv2(x))), 2)
        return self.head(torch.relu(self.dense(x.flatten(1))))


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Linear(32, 10)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Task:
    """Images [example, 1, row, column] from 0 to 1, and labels: first those for training, then those for validation."""

    def __init__(self, name, size, examples, training, validation):
        with gzip.open(f'{DATA}/{name}.deflated') as file:
            raw = np.frombuffer(file.read(), np.uint8)
        pixels = examples * size * size
        self.images = torch.tensor(raw[:pixels].reshape(examples, 1, size, size).astype(np.float32) / 255)
        self.labels = torch.tensor(raw[pixels:].astype(np.int64))
        self.training, self.validation = training, slice(training, training + validation)


def task_and_model(args):
    if args.model == 'digits':
        return Task('digits', 8, 1797, 1197, 300), Digits()
    return Task('fashion-mnist', 28, 8000, 6000, 1000), Cnn(args.width)


def loss_of(model, task):
    """Mean cross-entropy and accuracy on the validation split."""
    images, labels = task.images[task.validation], task.labels[task.validation]
    model.eval()
    with torch.no_grad():
        out = model(images)
        loss = nn.functional.cross_entropy(out, labels).item()
        right = (out.argmax(1) == labels).float().mean().item()
    model.train()
    return loss, right


def optimizer_for(model, name, rate):
    if name == 'adam':
        return torch.optim.Adam(model.parameters(), lr=rate)
    return torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9 if name == 'momentum' else 0)


def train(model, optimizer, task, steps, first=0, seed=0, each=lambda step, loss: None):
    for step in range(first, first + steps):
        rows = torch.tensor(np.random.default_rng([seed, step]).choice(task.training, 64, replace=False))
        loss = nn.functional.cross_entropy(model(task.images[rows]), task.labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        each(step + 1, loss.item())


def save(state, path, format):
    numpy = {name: tensor.numpy() for name, tensor in state.items()}
    if format == 'safetensors':
        from safetensors.torch import save_file
        os.makedirs(path, exist_ok=True)
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, f'{path}/model.safetensors')
    elif format == 'pt':
        torch.save(state, f'{path}.pt')
    elif format == 'npz':
        np.savez(f'{path}.npz', **numpy)
    else:
        import h5py
        with h5py.File(f'{path}.h5', 'w') as file:
            for name, array in numpy.items():
                file.create_dataset(name.replace('.', '/'), data=array)


def record(args):
    torch.manual_seed(args.seed)
    task, model = task_and_model(args)
    print(sum(p.numel() for p in model.parameters()), 'weights')
    optimizer = optimizer_for(model, args.optimizer, args.rate)
    os.makedirs(args.out, exist_ok=True)
    losses = ['step,loss,val_loss']
    recent = []

    def checkpoint(step, loss):
        recent.append(loss)
        if step % args.every:
            return
        validation, right = loss_of(model, task)
        losses.append(f'{step},{np.mean(recent):.6g},{validation:.6g}')
        recent.clear()
        print(f'step {step}: validation loss {validation:.4f}, accuracy {100 * right:.1f} %', flush=True)
        for format in args.format.split(','):
            save(model.state_dict(), f'{args.out}/checkpoint-{step}', format)

    train(model, optimizer, task, args.steps, 0, args.seed, checkpoint)
    with open(f'{args.out}/losses.csv', 'w') as file:
        file.write('\n'.join(losses) + '\n')
    torch.save(optimizer.state_dict(), f'{args.out}/optimizer.pt')


def compare(args):
    from safetensors.torch import load_file
    task, _ = task_and_model(args)
    last = load_file(f'{args.out}/checkpoint-{args.steps}/model.safetensors')
    for name, state in (('last checkpoint', last), ('farcast', load_file(getattr(args, 'continue')))):
        _, model = task_and_model(args)
        model.load_state_dict(state)
        before, right = loss_of(model, task)
        optimizer = optimizer_for(model, args.optimizer, args.rate)
        optimizer.load_state_dict(torch.load(f'{args.out}/optimizer.pt'))
        curve = []
        for part in range(4):
            train(model, optimizer, task, args.every, args.steps + part * args.every, args.seed)
            curve.append(f'{loss_of(model, task)[0]:.4f}')
        print(f'{name}: validation loss {before:.4f} ({100 * right:.1f} %); after {args.every} more steps each: {", ".join(curve)}')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model', choices=['cnn', 'digits'])
    parser.add_argument('--out', required=True)
    parser.add_argument('--continue')
    parser.add_argument('--optimizer', default='adam', choices=['adam', 'sgd', 'momentum'])
    parser.add_argument('--rate', type=float, default=1e-3)
    parser.add_argument('--steps', type=int, default=1200)
    parser.add_argument('--every', type=int, default=50)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--width', type=int, default=640)
    parser.add_argument('--format', default='safetensors', help='comma-separated: safetensors, pt, npz, h5')
    args = parser.parse_args()
    torch.set_num_threads(1)
    compare(args) if getattr(args, 'continue') else record(args)
