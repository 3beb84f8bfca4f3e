"""Makes the figures of this folder: /usr/bin/python3 make.py (torch 1.13, numpy). See README.md."""
import json
import pathlib
import struct

import numpy
import torch
import torch.nn.functional as functional

FOLDER = pathlib.Path(__file__).parent
IMAGES = 2


def conv(x, p, name, **options):
    """A weight in this project's order, (fh, fw, cIn / groups, cOut)."""
    return functional.conv2d(x, p[name + ".weight"].permute(3, 2, 0, 1), p.get(name + ".bias"), **options)


def dense(x, p, name):
    """A weight of (in, out), with in counted over (h, w, c); the result is one pixel."""
    flat = x.permute(0, 2, 3, 1).reshape(x.shape[0], -1) @ p[name + ".weight"]
    return (flat + p[name + ".bias"])[:, :, None, None]


def shuffle(x, groups):
    """As functional.channel_shuffle, which has no gradient in this version."""
    n, c, h, w = x.shape
    return x.reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)


def space_to_depth(x, size):
    """ONNX's SpaceToDepth: channel (i * size + j) * c + k is pixel (i, j) of channel k."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h // size, size, w // size, size).permute(0, 3, 5, 1, 2, 4).reshape(n, -1, h // size, w // size)


def excite(x, p):
    squeezed = x.mean((2, 3), keepdim=True)
    gate = torch.sigmoid(dense(torch.nn.functional.silu(dense(squeezed, p, "Dense1")), p, "Dense2"))
    return conv(x * gate, p, "Conv1", padding=1)


def add_pixel(x, p):
    peak = x.amax((2, 3), keepdim=True)
    return torch.tanh(x + peak) * peak


def dense_block(x, p):
    a = torch.relu(conv(x, p, "Conv1", padding=1))
    ab = torch.cat([a, x], 1)
    b = torch.tanh(conv(ab, p, "Conv2", padding=1))
    return conv(torch.cat([b, ab], 1), p, "Conv3")


def shuffle_unit(x, p):
    left, right = x[:, :4], x[:, 4:]
    right = torch.relu(conv(right, p, "Conv1"))
    right = conv(right, p, "DepthwiseConv1", padding=1, groups=4)
    return shuffle(torch.cat([right, left], 1), 2)


def signal(x, p):
    y = torch.tanh(functional.conv1d(x[:, :, 0], p["Conv1.weight"][0].permute(2, 1, 0), p["Conv1.bias"], stride=2, padding=2, dilation=2))
    y = functional.max_pool1d(y, 3, 2, 1)
    y = functional.conv_transpose1d(y, p["ConvTranspose1.weight"][0].permute(1, 2, 0), p["ConvTranspose1.bias"], stride=2, padding=1, output_padding=1)
    return functional.avg_pool1d(y, 2)[:, :, None]


def activation(function):
    return lambda x, p: function(x)


CASES = {
    # name: (height, width, channels), layers, parameters, function of a tensor (n, c, h, w) and the parameters
    "squeeze_excite": ((5, 4, 6),
        "[GlobalAvgPool]\n[Dense(3, Activation = Activation.Silu)]\n[Dense(6, Activation = Activation.Sigmoid)]\n[Multiply(\"Input\")]\n[Conv2D(4, 3, Padding = 1)]",
        {"Dense1.weight": (6, 3), "Dense1.bias": (3,), "Dense2.weight": (3, 6), "Dense2.bias": (6,), "Conv1.weight": (3, 3, 6, 4), "Conv1.bias": (4,)}, excite),
    "add_multiply_pixel": ((4, 5, 3), "[GlobalMaxPool(Name = \"Peak\")]\n[Add(\"Input\", Activation = Activation.Tanh)]\n[Multiply(\"Peak\")]", {}, add_pixel),
    "prelu": ((4, 5, 19), "[PRelu]", {"PRelu1.slope": (19,)}, lambda x, p: functional.prelu(x, p["PRelu1.slope"])),
    "lrn_5": ((3, 4, 37), "[Lrn(5, Alpha = 0.5, K = 2)]", {}, lambda x, p: functional.local_response_norm(x, 5, 0.5, 0.75, 2)),
    "lrn_3_beta": ((4, 3, 8), "[Lrn(3, Alpha = 2, Beta = 0.6)]", {}, lambda x, p: functional.local_response_norm(x, 3, 2, 0.6, 1)),
    "instance_norm": ((5, 6, 7), "[InstanceNorm]", {"InstanceNorm1.scale": (7,), "InstanceNorm1.bias": (7,)},
        lambda x, p: functional.instance_norm(x, weight=p["InstanceNorm1.scale"], bias=p["InstanceNorm1.bias"], eps=1e-5)),
    "pixel_shuffle": ((3, 4, 18), "[DepthToSpace(3, Mode = DepthToSpaceMode.ColumnRowDepth)]", {}, lambda x, p: functional.pixel_shuffle(x, 3)),
    "space_to_depth": ((4, 6, 3), "[SpaceToDepth(2)]", {}, lambda x, p: space_to_depth(x, 2)),
    "channel_shuffle": ((3, 4, 12), "[ChannelShuffle(3)]", {}, lambda x, p: shuffle(x, 3)),
    "clip": ((4, 5, 3), "[Clip(-0.5, 0.75)]", {}, lambda x, p: torch.clamp(x, -0.5, 0.75)),
    "reduce_mean_height": ((4, 5, 3), "[ReduceMean(SpatialAxes.Height)]", {}, lambda x, p: x.mean(2, keepdim=True)),
    "dense_block": ((5, 6, 4),
        "[Conv2D(5, 3, Padding = 1, Activation = Activation.Relu)]\n[Concat(\"Input\")]\n[Conv2D(3, 3, Padding = 1, Activation = Activation.Tanh)]\n[Concat(\"Concat1\")]\n[Conv2D(4, 1)]",
        {"Conv1.weight": (3, 3, 4, 5), "Conv1.bias": (5,), "Conv2.weight": (3, 3, 9, 3), "Conv2.bias": (3,), "Conv3.weight": (1, 1, 12, 4), "Conv3.bias": (4,)}, dense_block),
    "shuffle_unit": ((5, 6, 8),
        "[Slice(0, 4)]\n[Slice(4, 4, Input = \"Input\")]\n[Conv2D(4, 1, Activation = Activation.Relu)]\n[DepthwiseConv2D(3, Padding = 1)]\n[Concat(\"Slice1\")]\n[ChannelShuffle(2)]",
        {"Conv1.weight": (1, 1, 4, 4), "Conv1.bias": (4,), "DepthwiseConv1.weight": (3, 3, 1, 4), "DepthwiseConv1.bias": (4,)}, shuffle_unit),
    "signal": ((1, 21, 3),
        "[Conv1D(5, 3, Stride = 2, Padding = 2, Dilation = 2, Activation = Activation.Tanh)]\n[MaxPool1D(3, Stride = 2, Padding = 1)]\n"
        "[ConvTranspose1D(4, 3, Stride = 2, Padding = 1, OutputPadding = 1)]\n[AvgPool1D(2)]",
        {"Conv1.weight": (1, 3, 3, 5), "Conv1.bias": (5,), "ConvTranspose1.weight": (1, 3, 5, 4), "ConvTranspose1.bias": (4,)}, signal),
    "selu": ((4, 5, 3), "[Activate(Activation.Selu)]", {}, activation(functional.selu)),
    "gelu": ((4, 5, 3), "[Activate(Activation.Gelu)]", {}, activation(functional.gelu)),
    "gelu_tanh": ((4, 5, 3), "[Activate(Activation.GeluTanh)]", {}, activation(lambda x: functional.gelu(x, approximate="tanh"))),
    "silu": ((4, 5, 3), "[Activate(Activation.Silu)]", {}, activation(functional.silu)),
}


def write(name, shape, layers, shapes, function, random):
    height, width, channels = shape
    x = torch.from_numpy(random.standard_normal((IMAGES, channels, height, width))).requires_grad_()
    parameters = {key: torch.from_numpy(random.standard_normal(size) * 0.5).requires_grad_() for key, size in shapes.items()}
    y = function(x, parameters)
    dy = torch.from_numpy(random.standard_normal(tuple(y.shape)))
    y.backward(dy)
    tensors = {key: value.detach().permute(0, 2, 3, 1) for key, value in {"x": x, "y": y, "dy": dy, "dx": x.grad}.items()}
    tensors.update({"parameter/" + key: value.detach() for key, value in parameters.items()})
    tensors.update({"gradient/" + key: value.grad for key, value in parameters.items()})
    header, offset, blocks = {}, 0, []
    for key, value in tensors.items():
        array = value.contiguous().numpy()
        header[key] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
        blocks.append(array.tobytes())
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blocks))
    (FOLDER / f"{name}.txt").write_text(f"[CnnModel({height}, {width}, {channels}, Precision = Precision.Strict)]\n{layers}\n")


if __name__ == "__main__":
    generator = numpy.random.default_rng(20261123)
    for case, arguments in CASES.items():
        write(case, *arguments, generator)
