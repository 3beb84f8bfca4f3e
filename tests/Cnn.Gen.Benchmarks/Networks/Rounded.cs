using Cnn.Gen;

namespace Cnn.Gen.Benchmarks;

/// <summary>The last layer of MobileNets and ResNet-18s.</summary>
[CnnModel(1, 1, 512, Training = false)]
[Dense(1000)]
public sealed partial class Classifier;

/// <summary>The same with weights as bfloat16.</summary>
[CnnModel(1, 1, 512, Training = false)]
[Dense(1000, Weights = WeightFormat.BFloat16)]
public sealed partial class RoundedClassifier;

/// <summary>The larger dense layer of the digits sample.</summary>
[CnnModel(7, 7, 64, Training = false)]
[Dense(128)]
public sealed partial class DigitFeatures;

/// <summary>The same with weights as bfloat16.</summary>
[CnnModel(7, 7, 64, Training = false)]
[Dense(128, Weights = WeightFormat.BFloat16)]
public sealed partial class RoundedDigitFeatures;

/// <summary>The middle dense layer of VGG-16 and AlexNet, larger than caches.</summary>
[CnnModel(1, 1, 4096, Training = false)]
[Dense(4096)]
public sealed partial class Wide;

/// <summary>The same with weights as bfloat16.</summary>
[CnnModel(1, 1, 4096, Training = false)]
[Dense(4096, Weights = WeightFormat.BFloat16)]
public sealed partial class RoundedWide;

/// <summary>A pointwise convolution with few pixels.</summary>
[CnnModel(7, 7, 512, Training = false)]
[Conv2D(512, 1)]
public sealed partial class Pointwise;

/// <summary>The same with weights as bfloat16.</summary>
[CnnModel(7, 7, 512, Training = false)]
[Conv2D(512, 1, Weights = WeightFormat.BFloat16)]
public sealed partial class RoundedPointwise;

/// <summary>The last convolutions of ResNet-18, which go by Winograd.</summary>
[CnnModel(7, 7, 512, Training = false)]
[Conv2D(512, 3, Padding = 1)]
public sealed partial class LastConvolution;

/// <summary>The same with weights as bfloat16, which goes direct.</summary>
[CnnModel(7, 7, 512, Training = false)]
[Conv2D(512, 3, Padding = 1, Weights = WeightFormat.BFloat16)]
public sealed partial class RoundedLastConvolution;

/// <summary>The network of the digits sample with its dense layers' weights as bfloat16.</summary>
[CnnModel(28, 28, 1, Training = false)]
[Conv2D(32, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Dense(128, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
[Dense(10, Weights = WeightFormat.BFloat16)]
public sealed partial class DigitNetRoundedDense;

/// <summary>The network of the digits sample with all weights as bfloat16.</summary>
[CnnModel(28, 28, 1, Training = false)]
[Conv2D(32, 3, Padding = 1, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
[MaxPool2D(2)]
[Conv2D(64, 3, Padding = 1, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
[MaxPool2D(2)]
[Dense(128, Activation = Activation.Relu, Weights = WeightFormat.BFloat16)]
[Dense(10, Weights = WeightFormat.BFloat16)]
public sealed partial class DigitNetRounded;
