namespace Cnn.Gen.Benchmarks;

/// <summary>A network that is measured, with random parameters.</summary>
/// <param name="Title">What tables call it.</param>
/// <param name="Definition">Its attributes.</param>
/// <param name="Predict">Makes predictions of so many images a call.</param>
public sealed record Network(string Title, string Definition, Func<int, Prediction> Predict)
{
    /// <summary>All of them, from small to large.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        new("LeNet-5", LeNet5.Definition, images => Prediction.Of(new LeNet5(1), images)),
        new("MNIST CNN", MnistCnn.Definition, images => Prediction.Of(new MnistCnn(1), images)),
        new("DS-CNN", DsCnn.Definition, images => Prediction.Of(new DsCnn(1), images)),
        new("ResNet-8", ResNet8.Definition, images => Prediction.Of(new ResNet8(1), images)),
        new("VGG-like, 64 to 256 channels", Vgg.Definition, images => Prediction.Of(new Vgg(1), images)),
        new("MobileNetV1 0.25, 96x96", MobileNet.Definition, images => Prediction.Of(new MobileNet(1), images)),
        new("SqueezeNet 1.1, 224x224", SqueezeNet.Definition, images => Prediction.Of(new SqueezeNet(1), images)),
        new("MobileNetV2, 224x224", MobileNetV2.Definition, images => Prediction.Of(new MobileNetV2(1), images)),
        new("ResNet-18, 224x224", ResNet18.Definition, images => Prediction.Of(new ResNet18(1), images)),
    ];

    /// <summary>The one that tables call <paramref name="title"/>.</summary>
    public static Network Called(string title) => All.Single(network => network.Title == title);
}
