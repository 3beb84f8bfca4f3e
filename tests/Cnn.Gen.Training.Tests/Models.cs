namespace Cnn.Gen.Training.Tests;

/// <summary>Softmax regression, the smallest thing that can be trained: what it does can be worked out by hand.</summary>
[CnnModel(1, 1, 3, Element = ElementKind.Double)]
[Dense(2)]
public sealed partial class LinearNet;

/// <summary>The same with the softmax in the model.</summary>
[CnnModel(1, 1, 3, Element = ElementKind.Double)]
[Dense(2)]
[Softmax]
public sealed partial class LinearSoftmaxNet;

/// <summary>A single answer: yes or no.</summary>
[CnnModel(1, 1, 2)]
[Dense(1, Activation = Activation.Sigmoid)]
public sealed partial class YesNoNet;

/// <summary>A small convolutional network, for <see cref="Bars"/>.</summary>
[CnnModel(6, 6, 1)]
[Conv2D(8, 3, Padding = 1, Activation = Activation.Relu)]
[MaxPool2D(2)]
[Dense(16, Activation = Activation.Relu)]
[Dense(3)]
public sealed partial class BarNet;

/// <summary>One class for each pixel.</summary>
[CnnModel(4, 4, 1)]
[Conv2D(8, 3, Padding = 1, Activation = Activation.Relu)]
[Conv2D(2, 1)]
public sealed partial class PixelNet;

/// <summary>Noisy 6x6 images of a horizontal bar (0), a vertical bar (1) or neither (2).</summary>
internal static class Bars
{
    public static LabeledImages<float> Draw(int count, int seed)
    {
        var random = new Random(seed);
        float[] images = new float[count * 36];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = n % 3;
            int place = random.Next(6);
            for (int i = 0; i < 36; i++)
            {
                bool bar = labels[n] switch { 0 => i / 6 == place, 1 => i % 6 == place, _ => false };
                images[(n * 36) + i] = (bar ? 1 : 0) + (0.2f * random.NextSingle());
            }
        }

        return new LabeledImages<float>(6, 6, 1, images, labels);
    }
}
