using Cnn.Gen;

namespace Mnist;

/// <summary>
/// Tells handwritten digits apart. This is all there is to write: constructors, <c>Predict</c>, <c>Classify</c>, <c>Load</c>,
/// <c>Save</c> and training come from the source generator, made for exactly these shapes.
/// </summary>
[CnnModel(28, 28, 1)]                                        // input: height, width, channels
[Conv2D(32, 3, Padding = 1, Activation = Activation.Relu)]   // filters, window
[MaxPool2D(2)]                                               // window 2, stride 2
[Conv2D(64, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Dense(128, Activation = Activation.Relu)]                   // flattens (h, w, c) by itself
[Dense(10)]
public sealed partial class DigitNet;
