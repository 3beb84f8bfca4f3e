#!/usr/bin/python3
"""Exports networks of torchvision with seeded weights and randomised batch statistics as ONNX files, in several opsets and ways.

    export_torchvision.py FOLDER [NAME ..]     full networks, to try the importer on (hundreds of megabytes)
"""
import sys
import torch
import torchvision.models as models
from torch import nn


class UNet(nn.Module):
    """Two steps down and up: transposed convolutions, skips by concatenation, sizes computed in the graph."""

    def __init__(self, width=16):
        super().__init__()
        def block(i, o):
            return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.Conv2d(o, o, 3, padding=1), nn.ReLU())
        self.d1, self.d2, self.d3 = block(3, width), block(width, 2 * width), block(2 * width, 4 * width)
        self.u2, self.u1 = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2), nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.e2, self.e1 = block(4 * width, 2 * width), block(2 * width, width)
        self.head = nn.Conv2d(width, 2, 1)

    def forward(self, x):
        a = self.d1(x)
        b = self.d2(nn.functional.max_pool2d(a, 2))
        c = self.d3(nn.functional.max_pool2d(b, 2))
        b = self.e2(torch.cat([self.u2(c), b], 1))
        a = self.e1(torch.cat([self.u1(b), a], 1))
        y = self.head(a)
        return nn.functional.interpolate(y, size=x.shape[2:], mode="bilinear", align_corners=False)


NETWORKS = {
    "resnet18": lambda: models.resnet18(), "mobilenet_v2": lambda: models.mobilenet_v2(),
    "mobilenet_v3_small": lambda: models.mobilenet_v3_small(), "mobilenet_v3_large": lambda: models.mobilenet_v3_large(),
    "squeezenet1_1": lambda: models.squeezenet1_1(), "shufflenet_v2_x1_0": lambda: models.shufflenet_v2_x1_0(),
    "efficientnet_b0": lambda: models.efficientnet_b0(), "densenet121": lambda: models.densenet121(),
    "googlenet": lambda: models.googlenet(init_weights=False, aux_logits=False), "mnasnet0_5": lambda: models.mnasnet0_5(),
    "regnet_y_400mf": lambda: models.regnet_y_400mf(), "alexnet": lambda: models.alexnet(), "vgg11": lambda: models.vgg11(),
    "inception_v3": lambda: models.inception_v3(init_weights=False, aux_logits=False), "resnext50_32x4d": lambda: models.resnext50_32x4d(),
    "unet": lambda: UNet(),
}


def randomise(net, seed):
    """Statistics such as training leaves: without them batch-norm would hide what is wrong with it."""
    g = torch.Generator().manual_seed(seed)
    for m in net.modules():
        if isinstance(m, nn.modules.batchnorm._BatchNorm):
            m.running_mean.copy_(0.2 * torch.randn(m.num_features, generator=g))
            m.running_var.copy_(0.5 + torch.rand(m.num_features, generator=g))
            m.weight.data.copy_(0.7 + 0.6 * torch.rand(m.num_features, generator=g))
            m.bias.data.copy_(0.2 * torch.randn(m.num_features, generator=g))


def main():
    folder, names = sys.argv[1], sys.argv[2:] or list(NETWORKS)
    ways = {"": dict(opset_version=13), "_dyn": dict(opset_version=11, dynamic_axes={"input": {0: "N"}, "output": {0: "N"}}),
            "_raw": dict(opset_version=14, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE), "_op9": dict(opset_version=9)}
    for name in names:
        torch.manual_seed(1)
        net = NETWORKS[name]().eval()
        with torch.no_grad():
            randomise(net, 2)
        side = 299 if name == "inception_v3" else 224
        for suffix, way in ways.items():
            try:
                torch.onnx.export(net, torch.randn(1, 3, side, side), f"{folder}/{name}{suffix}.onnx", input_names=["input"], output_names=["output"], **way)
                print(name + suffix)
            except Exception as e:
                print(name + suffix, "FAILED", str(e)[:100])


main()
