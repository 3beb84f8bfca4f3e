#!/usr/bin/python3
"""Exports small networks with seeded weights: the forms in which PyTorch writes what importers must recognise, and thin torchvision networks.

    make_networks.py [FOLDER]     writes *.onnx into FOLDER, this script's own where none is given
"""
import math
import os
import sys
import torch
import torch.nn.functional as F
import torchvision.models as models
from torch import nn

FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))


class Fn(nn.Module):
    """A convolution, a function of its output, a convolution."""

    def __init__(self, function, channels=8, after=8):
        super().__init__()
        self.a, self.b, self.function = nn.Conv2d(3, channels, 3, padding=1), nn.Conv2d(after, 4, 1), function

    def forward(self, x):
        return self.b(self.function(self.a(x)))


class SqueezeExcite(nn.Module):
    """Channels weighed by what two dense layers make of their means."""

    def __init__(self, dense):
        super().__init__()
        self.conv, self.dense = nn.Conv2d(3, 8, 3), dense
        self.down, self.up = (nn.Linear(8, 4), nn.Linear(4, 8)) if dense else (nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1))

    def forward(self, x):
        x = self.conv(x)
        s = x.mean((2, 3), keepdim=not self.dense)
        s = torch.sigmoid(self.up(F.relu(self.down(s))))
        return x * (s.view(s.shape[0], -1, 1, 1) if self.dense else s)


class Mixer(nn.Module):
    """Linear layers over the channels of images with channels last."""

    def __init__(self):
        super().__init__()
        self.conv, self.a, self.b = nn.Conv2d(3, 6, 2, stride=2), nn.Linear(6, 12), nn.Linear(12, 6)

    def forward(self, x):
        x = self.conv(x)
        y = self.b(F.gelu(self.a(x.permute(0, 2, 3, 1)))).permute(0, 3, 1, 2)
        return x + y


class Signal(nn.Module):
    """One-dimensional layers, and dense ones behind a flatten."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(2, 6, 5, padding=2, stride=2), nn.BatchNorm1d(6), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(6, 6, 3, groups=6, dilation=2),
            nn.PReLU(6), nn.AvgPool1d(2), nn.Flatten(), nn.Linear(18, 5), nn.BatchNorm1d(5), nn.Softmax(1))

    def forward(self, x):
        return self.layers(x)


class FlattenNorm(nn.Module):
    """Batch-norm and a factor over flattened pixels, whose order is ONNX's."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.dense = nn.Conv2d(2, 3, 3), nn.BatchNorm1d(48), nn.Linear(48, 4)
        self.factor = nn.Parameter(torch.rand(48))

    def forward(self, x):
        return self.dense(self.norm(self.conv(x).reshape(x.shape[0], -1)) * self.factor)


class Normalised(nn.Module):
    """Pixels normalised in the graph; a mirrored copy of the channels; a border cut off."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.register_buffer("mean", torch.tensor([0.4, 0.5, 0.6]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.2, 0.3, 0.25]).view(1, 3, 1, 1))

    def forward(self, x):
        return self.conv((x[:, [2, 1, 0]] - self.mean) / self.deviation)[:, :, 1:-2, 1:]


class Decoder(nn.Module):
    """From a vector to an image."""

    def __init__(self):
        super().__init__()
        self.dense, self.up, self.out = nn.Linear(6, 8 * 4 * 4), nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1), nn.Conv2d(4, 3 * 4, 3, padding=1)

    def forward(self, x):
        x = F.leaky_relu(self.dense(x), 0.2).view(-1, 8, 4, 4)
        return torch.tanh(F.pixel_shuffle(self.out(F.elu(self.up(x))), 2))


class Focus(nn.Module):
    """Every second pixel, four times, as channels (YOLOv5)."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(12, 6, 3)

    def forward(self, x):
        return self.conv(torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1))


class Branches(nn.Module):
    """Four branches beside each other, a part of the channels passed by, a value used three times."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c, self.d = nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(2, 3, 5, padding=2), nn.Conv2d(15, 4, 1)

    def forward(self, x):
        p, q = x.chunk(2, 1)
        y = torch.cat([self.a(x), self.b(x), F.max_pool2d(x, 3, 1, 1), self.c(q)], 1)
        return self.d(y) - x * 0.5 + 1 + F.pad(p, (0, 0, 0, 0, 1, 1))


def hard_swish(x):
    return x * F.relu6(x + 3) / 6


def channel_shuffle(x):
    n, c, h, w = x.shape
    return x.view(n, 4, c // 4, h, w).transpose(1, 2).contiguous().view(n, c, h, w)


def gelu_tanh(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def gelu_erf(x):
    return x * 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0)))


def randomise(net):
    g = torch.Generator().manual_seed(3)
    for m in net.modules():
        if isinstance(m, nn.modules.batchnorm._BatchNorm):
            m.running_mean.copy_(0.2 * torch.randn(m.num_features, generator=g))
            m.running_var.copy_(0.5 + torch.rand(m.num_features, generator=g))
            m.weight.data.copy_(0.7 + 0.6 * torch.rand(m.num_features, generator=g))
            m.bias.data.copy_(0.2 * torch.randn(m.num_features, generator=g))


IMAGE = (3, 8, 8)
RAW = dict(do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
DYNAMIC = dict(dynamic_axes={"input": {0: "N"}, "output": {0: "N"}})


def thin_mobilenet_v3():
    net = models.mobilenet_v3_small(width_mult=0.15, num_classes=5)
    net.classifier[0], net.classifier[3] = nn.Linear(net.classifier[0].in_features, 16), nn.Linear(16, 5)
    return net


NETWORKS = {  # name: (network, input, export arguments)
    "silu_op9": (lambda: Fn(lambda x: x * torch.sigmoid(x)), IMAGE, dict(opset_version=9)),
    "hard_swish_parts_op11": (lambda: Fn(hard_swish), IMAGE, dict(opset_version=11)),
    "hard_swish_op12": (lambda: Fn(nn.Hardswish()), IMAGE, dict(opset_version=12)),
    "hard_sigmoid_op13": (lambda: Fn(nn.Hardsigmoid()), IMAGE, dict(opset_version=13)),
    "gelu_op13": (lambda: Fn(nn.GELU()), IMAGE, dict(opset_version=13)),
    "gelu_parts_op16": (lambda: Fn(gelu_erf), IMAGE, dict(opset_version=16)),
    "gelu_tanh_op13": (lambda: Fn(gelu_tanh), IMAGE, dict(opset_version=13)),
    "mish_op14": (lambda: Fn(nn.Mish()), IMAGE, dict(opset_version=14)),
    "relu6_op10": (lambda: Fn(nn.ReLU6()), IMAGE, dict(opset_version=10)),
    "channel_shuffle_op11_dynamic": (lambda: Fn(channel_shuffle), IMAGE, dict(opset_version=11, **RAW, **DYNAMIC)),
    "pixel_shuffle_op11": (lambda: Fn(nn.PixelShuffle(2), 8, 2), IMAGE, dict(opset_version=11)),
    "pixel_unshuffle_op13": (lambda: Fn(nn.PixelUnshuffle(2), 3, 12), IMAGE, dict(opset_version=13)),
    "reflect_pad_op12": (lambda: Fn(nn.ReflectionPad2d((1, 2, 3, 1))), IMAGE, dict(opset_version=12)),
    "instance_norm_op11": (lambda: Fn(nn.InstanceNorm2d(8, affine=True)), IMAGE, dict(opset_version=11)),
    "glu_op13": (lambda: Fn(nn.GLU(1), 8, 4), IMAGE, dict(opset_version=13)),
    "upsample_bilinear_op13": (lambda: Fn(nn.Upsample(scale_factor=2, mode="bilinear")), IMAGE, dict(opset_version=13)),
    "upsample_corners_op11_dynamic": (lambda: Fn(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)), IMAGE, dict(opset_version=11, **DYNAMIC)),
    "upsample_nearest_op9": (lambda: Fn(nn.Upsample(scale_factor=3)), IMAGE, dict(opset_version=9)),
    "resize_bicubic_op12": (lambda: Fn(lambda x: F.interpolate(x, size=(5, 13), mode="bicubic")), IMAGE, dict(opset_version=12)),
    "squeeze_excite_op13": (lambda: SqueezeExcite(False), IMAGE, dict(opset_version=13)),
    "squeeze_excite_dense_op12_dynamic": (lambda: SqueezeExcite(True), IMAGE, dict(opset_version=12, **RAW, **DYNAMIC)),
    "mixer_op13": (Mixer, IMAGE, dict(opset_version=13)),
    "signal_op11": (Signal, (2, 40), dict(opset_version=11, **DYNAMIC)),
    "signal_op14": (Signal, (2, 40), dict(opset_version=14, **RAW)),
    "flatten_norm_op13": (FlattenNorm, (2, 6, 6), dict(opset_version=13, **DYNAMIC)),
    "normalised_op13": (Normalised, IMAGE, dict(opset_version=13)),
    "decoder_op13": (Decoder, (6,), dict(opset_version=13, **DYNAMIC)),
    "focus_op12": (Focus, IMAGE, dict(opset_version=12)),
    "branches_op10": (Branches, (4, 7, 9), dict(opset_version=10)),
    "branches_op13": (Branches, (4, 7, 9), dict(opset_version=13, **RAW, **DYNAMIC)),
    "shufflenet_thin_op11": (lambda: models.ShuffleNetV2([1, 2, 1], [8, 16, 24, 32, 48], num_classes=5), (3, 48, 48), dict(opset_version=11, **DYNAMIC)),
    "mobilenet_v3_thin_op14": (thin_mobilenet_v3, (3, 48, 48), dict(opset_version=14, **RAW)),
    "mobilenet_v3_thin_op9": (thin_mobilenet_v3, (3, 48, 48), dict(opset_version=9)),
    "densenet_thin_op13": (lambda: models.DenseNet(8, (2, 2, 2, 2), 8, num_classes=5), (3, 48, 48), dict(opset_version=13)),
    "squeeze_fire_op12": (lambda: nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), models.squeezenet.Fire(8, 4, 8, 8)), (3, 32, 32), dict(opset_version=12)),
}


def main():
    for name, (make, shape, way) in NETWORKS.items():
        torch.manual_seed(1)
        net = make().eval()
        with torch.no_grad():
            randomise(net)
        torch.onnx.export(net, torch.randn(1, *shape), os.path.join(FOLDER, name + ".onnx"), input_names=["input"], output_names=["output"], **way)
        print(name, os.path.getsize(os.path.join(FOLDER, name + ".onnx")))


main()
