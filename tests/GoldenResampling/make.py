"""Makes the figures of this folder: /usr/bin/python3 make.py (torch 1.13, onnx 1.12, numpy). See README.md."""
import json
import pathlib
import struct

import numpy
import torch
import torch.nn.functional as functional
from onnx.backend.test.case.node import resize

FOLDER = pathlib.Path(__file__).parent
IMAGES = 2


def interpolate(**options):
    return lambda x: functional.interpolate(x, **options)


def pad(sides, mode, value=0.0):
    top, bottom, left, right = sides
    options = {"value": value} if mode == "constant" else {}
    return lambda x: functional.pad(x, (left, right, top, bottom), mode=mode, **options)


def onnx_resize(size, coefficients, **options):
    """The function of ONNX's own tests, on each image and channel; as it knows no gradients, it becomes a matrix and a constant first."""
    def run(x):
        images, channels, height, width = x.shape

        def image(values):
            target = {} if "scale_factors" in options else {"output_size": size}
            return numpy.array(resize.interpolate_nd(values.reshape(height, width), coefficients, **target, **options)).reshape(-1)

        constant = image(numpy.zeros(height * width))
        matrix = numpy.stack([image(unit) - constant for unit in numpy.eye(height * width)], axis=1)
        flat = x.reshape(images * channels, height * width) @ torch.from_numpy(matrix).T + torch.from_numpy(constant)
        return flat.reshape(images, channels, *size)
    return run


def cubic(a):
    return lambda ratio: resize.cubic_coeffs(ratio, A=a)


CASES = {
    # name: (height, width, channels), attribute, function of a tensor (n, c, h, w)
    "upsample_nearest_2": ((3, 4, 3), "Upsample2D(2)", interpolate(scale_factor=2, mode="nearest")),
    "upsample_nearest_3x2": ((4, 3, 17), "Upsample2D(3, 2)", interpolate(scale_factor=(3, 2), mode="nearest")),
    "upsample_bilinear_2": ((4, 5, 3), "Upsample2D(2, Mode = UpsampleMode.Bilinear)",
                            interpolate(scale_factor=2, mode="bilinear", align_corners=False)),
    "upsample_bilinear_corners_2x3": ((4, 5, 2), "Upsample2D(2, 3, Mode = UpsampleMode.BilinearAlignCorners)",
                                      interpolate(scale_factor=(2, 3), mode="bilinear", align_corners=True)),
    "resize_nearest_floor": ((5, 7, 3), "Resize2D(8, 4, Coordinates = ResizeCoordinates.Asymmetric, Rounding = ResizeRounding.Floor)",
                             interpolate(size=(8, 4), mode="nearest")),
    "resize_nearest_exact": ((5, 7, 3), "Resize2D(8, 4, Rounding = ResizeRounding.RoundPreferCeil)",
                             interpolate(size=(8, 4), mode="nearest-exact")),
    "resize_linear": ((7, 5, 3), "Resize2D(4, 9, Mode = ResizeMode.Linear)",
                      interpolate(size=(4, 9), mode="bilinear", align_corners=False)),
    "resize_linear_corners": ((5, 6, 3), "Resize2D(9, 4, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.AlignCorners)",
                              interpolate(size=(9, 4), mode="bilinear", align_corners=True)),
    "resize_linear_antialias": ((9, 11, 2), "Resize2D(4, 3, Mode = ResizeMode.Linear, Antialias = true, ExcludeOutside = true)",
                                interpolate(size=(4, 3), mode="bilinear", align_corners=False, antialias=True)),
    "resize_cubic": ((5, 6, 3), "Resize2D(8, 4, Mode = ResizeMode.Cubic)",
                     interpolate(size=(8, 4), mode="bicubic", align_corners=False)),
    "resize_cubic_corners": ((5, 6, 2), "Resize2D(8, 9, Mode = ResizeMode.Cubic, Coordinates = ResizeCoordinates.AlignCorners)",
                             interpolate(size=(8, 9), mode="bicubic", align_corners=True)),
    "resize_cubic_antialias": ((11, 9, 2), "Resize2D(4, 5, Mode = ResizeMode.Cubic, Antialias = true, ExcludeOutside = true, CubicCoefficient = -0.5)",
                               interpolate(size=(4, 5), mode="bicubic", align_corners=False, antialias=True)),
    "resize_onnx_prefer_floor": ((4, 6, 2), "Resize2D(6, 3)",
                                 onnx_resize((6, 3), resize.nearest_coeffs)),
    "resize_onnx_ceil": ((4, 6, 2), "Resize2D(7, 4, Rounding = ResizeRounding.Ceil, Coordinates = ResizeCoordinates.Asymmetric)",
                         onnx_resize((7, 4), lambda ratio: resize.nearest_coeffs(ratio, mode="ceil"), coordinate_transformation_mode="asymmetric")),
    "resize_onnx_cubic_exclude": ((4, 6, 2), "Resize2D(7, 4, Mode = ResizeMode.Cubic, ExcludeOutside = true, CubicCoefficient = -0.5)",
                                  onnx_resize((7, 4), cubic(-0.5), exclude_outside=True)),
    "resize_onnx_crop": ((5, 6, 2),
                         "Resize2D(4, 7, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.TfCropAndResize, "
                         "RoiTop = 0.25, RoiLeft = -0.25, RoiBottom = 1.25, RoiRight = 0.75, Extrapolation = 10)",
                         onnx_resize((4, 7), resize.linear_coeffs, roi=numpy.array([0.25, -0.25, 1.25, 0.75]),
                                     coordinate_transformation_mode="tf_crop_and_resize", extrapolation_value=10.0)),
    "pad_reflect": ((4, 5, 3), "ReflectPad2D(3, 0, 1, 4)", pad((3, 0, 1, 4), "reflect")),
    "pad_edge": ((3, 4, 3), "EdgePad2D(2, 1, 0, 5)", pad((2, 1, 0, 5), "replicate")),
    "pad_constant": ((3, 4, 5), "ConstantPad2D(1.5, 2)", pad((2, 2, 2, 2), "constant", 1.5)),
    "resize_onnx_corners_scale": ((4, 6, 2),
                                  "Resize2D(2, 9, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.AlignCorners, ScaleHeight = 0.6, ScaleWidth = 1.6)",
                                  onnx_resize((2, 9), resize.linear_coeffs, scale_factors=numpy.array([0.6, 1.6]),
                                              coordinate_transformation_mode="align_corners")),
}


def write(name, shape, attribute, function, random):
    height, width, channels = shape
    x = torch.from_numpy(random.standard_normal((IMAGES, channels, height, width))).requires_grad_()
    y = function(x)
    dy = torch.from_numpy(random.standard_normal(tuple(y.shape)))
    y.backward(dy)
    tensors = {name: value.detach().permute(0, 2, 3, 1).contiguous().numpy() for name, value in
               {"x": x, "y": y, "dy": dy, "dx": x.grad}.items()}
    header, offset = {}, 0
    for key, value in tensors.items():
        header[key] = {"dtype": "F64", "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in tensors.values()))
    (FOLDER / f"{name}.txt").write_text(f"[CnnModel({height}, {width}, {channels})]\n[{attribute}]\n")


if __name__ == "__main__":
    generator = numpy.random.default_rng(20261123)
    for case, (case_shape, case_attribute, case_function) in CASES.items():
        write(case, case_shape, case_attribute, case_function, generator)
