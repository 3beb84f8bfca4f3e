using Cnn.Gen;

namespace Cnn.Gen.Benchmarks;

/// <summary>A VGG-like network for 32x32 images: pairs of 3x3 convolutions of 64, 128 and 256 channels.</summary>
[CnnModel(32, 32, 3, Training = false)]
[Conv2D(64, 3, Padding = 1, Activation = Activation.Relu)]
[Conv2D(64, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(128, 3, Padding = 1, Activation = Activation.Relu)]
[Conv2D(128, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(256, 3, Padding = 1, Activation = Activation.Relu)]
[Conv2D(256, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Dense(10)]
public sealed partial class Vgg;
