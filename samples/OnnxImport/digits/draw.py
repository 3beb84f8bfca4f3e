#!/usr/bin/python3
"""Draws the pictures of this folder: every digit by three hands (strokes below), and four images of MNIST's test set.

Needs Pillow and NumPy. The same pictures every time: the wobble of each hand comes from a fixed seed.
"""
import gzip
import math
import os
import random

import numpy
from PIL import Image, ImageDraw

HERE = os.path.dirname(os.path.abspath(__file__))
MNIST = os.path.join(HERE, "..", "..", "Mnist", "data")

# Each digit is strokes of points that a smooth curve goes through; x and y from 0 to 1, y downwards. Two ways to write some.
ROUND = {
    0: [[(.5, .05), (.2, .25), (.15, .6), (.4, .95), (.75, .8), (.85, .4), (.65, .08), (.48, .06)]],
    1: [[(.35, .25), (.55, .05), (.55, .95)]],
    2: [[(.2, .25), (.4, .06), (.75, .15), (.72, .42), (.2, .95), (.5, .9), (.85, .93)]],
    3: [[(.2, .15), (.5, .04), (.78, .2), (.65, .42), (.4, .48), (.7, .52), (.82, .75), (.55, .96), (.18, .85)]],
    4: [[(.55, .05), (.35, .35), (.15, .62), (.5, .64), (.88, .62)], [(.65, .38), (.64, .7), (.62, .97)]],
    5: [[(.75, .07), (.3, .07), (.27, .42), (.55, .38), (.8, .6), (.7, .88), (.4, .96), (.18, .84)]],
    6: [[(.68, .05), (.35, .3), (.2, .68), (.4, .95), (.75, .85), (.75, .58), (.48, .52), (.24, .7)]],
    7: [[(.18, .1), (.5, .1), (.82, .09), (.6, .5), (.42, .96)]],
    8: [[(.72, .18), (.48, .05), (.26, .2), (.45, .45), (.76, .7), (.55, .95), (.25, .82), (.35, .58), (.65, .38), (.72, .18)]],
    9: [[(.75, .25), (.5, .06), (.24, .25), (.4, .48), (.72, .35), (.76, .22), (.74, .6), (.62, .96)]],
}
ANGULAR = dict(ROUND)
ANGULAR.update({
    1: [[(.5, .04), (.5, .5), (.5, .96)]],
    4: [[(.25, .05), (.22, .3), (.24, .52), (.5, .54), (.8, .5)], [(.72, .1), (.7, .55), (.68, .97)]],
    7: [[(.15, .1), (.5, .08), (.85, .1), (.65, .45), (.45, .96)], [(.38, .5), (.6, .49), (.8, .5)]],
    9: [[(.72, .2), (.45, .06), (.22, .28), (.42, .5), (.74, .32), (.72, .2), (.73, .6), (.73, .97)]],
})

# strokes, slant, pen (share of the height), wobble, width, ink, paper, size of the picture, size of the digit in it, seed
HANDS = {
    "anna": (ROUND, .18, .085, .012, .62, 30, 250, 160, 110, 1),
    "ben": (ANGULAR, -.05, .11, .02, .7, 60, 235, 200, 120, 2),
    "chalk": (ROUND, .05, .13, .008, .75, 240, 25, 120, 90, 3),
}


def curve(points, steps=40):
    """Catmull and Rom's spline through the points."""
    ends = [points[0]] + points + [points[-1]]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        for step in range(steps):
            t = step / steps
            yield tuple(
                .5 * ((2 * q) + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t ** 3)
                for p, q, r, s in zip(a, b, c, d))
    yield points[-1]


def draw(digit, hand):
    strokes, slant, pen, wobble, width, ink, paper, size, height, seed = HANDS[hand]
    chance = random.Random(100 * seed + digit)
    scale = 4  # Drawn larger and scaled down, for soft edges.
    image = Image.new("L", (size * scale, size * scale), paper)
    canvas = ImageDraw.Draw(image)
    left, top = (size - height * width) * chance.uniform(.3, .7), (size - height) * chance.uniform(.3, .7)
    for stroke in strokes[digit]:
        points = [(x + chance.gauss(0, wobble), y + chance.gauss(0, wobble)) for x, y in stroke]
        for index, (x, y) in enumerate(curve(points)):
            radius = height * pen * (.5 + .06 * math.sin(index / 17 + seed)) * scale
            px = (left + (x + slant * (.5 - y)) * height * width) * scale
            py = (top + y * height) * scale
            canvas.ellipse((px - radius, py - radius, px + radius, py + radius), fill=ink)
    image.resize((size, size), Image.LANCZOS).save(os.path.join(HERE, f"{digit}-{hand}.png"), optimize=True)


def mnist(indices):
    with gzip.open(os.path.join(MNIST, "t10k-images-idx3-ubyte.gz")) as file:
        images = numpy.frombuffer(file.read()[16:], numpy.uint8).reshape(-1, 28, 28)
    with gzip.open(os.path.join(MNIST, "t10k-labels-idx1-ubyte.gz")) as file:
        labels = file.read()[8:]
    for index in indices:
        Image.fromarray(images[index]).save(os.path.join(HERE, f"{labels[index]}-mnist{index}.png"), optimize=True)


if __name__ == "__main__":
    for name in HANDS:
        for number in range(10):
            draw(number, name)
    mnist([3, 500, 1111, 1777])
