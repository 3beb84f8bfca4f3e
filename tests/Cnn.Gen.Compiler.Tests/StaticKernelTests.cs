using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>What a layer's own kernels make of empty gradients, wrong lengths, and no images at all.</summary>
public sealed class StaticKernelTests
{
    private const int Images = 3;

    private static readonly TestModel Model = new("StaticKernels", """
        [CnnModel(6, 7, 4)]
        [ZeroPad2D(1)]
        [Conv2D(5, 3, Activation = Activation.Relu)]
        [DepthwiseConv2D(3, Padding = 1, Bias = false)]
        [ConvTranspose2D(3, 2, Stride = 2)]
        [Upsample2D(2, Mode = UpsampleMode.Bilinear)]
        [Resize2D(7, 6)]
        [ReflectPad2D(1)]
        [MaxPool2D(2, Stride = 1)]
        [AvgPool2D(2, Stride = 1)]
        [Activate(Activation.Tanh)]
        [GlobalAvgPool]
        [Dense(6)]
        [Softmax]
        """);

    private static readonly Lazy<ModelAssembly> Assembly = new(() => ModelAssembly.Compile([Model], [Engine.Single, Engine.Double]));

    public static TheoryData<string, string> Layers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (ReferenceLayer layer in ReferenceNetwork.Create(Model.Spec(Engine.Single)).Layers)
            {
                data.Add(Engine.Single.Name, layer.Name);
                data.Add(Engine.Double.Name, layer.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void An_empty_gradient_is_not_computed_and_changes_no_other(string engine, string name)
    {
        (ModelUnderTest model, ReferenceLayer layer, double[] x, double[] dy, double[][] parameters) = Prepare(engine, name);
        string[] names = KernelSignature.Of(layer)!.Gradients;
        double[][] all = model.KernelBackward(layer, dy, [x], parameters);
        for (int wanted = 0; wanted < 1 << names.Length; wanted++)
        {
            double[][] some = model.KernelBackward(layer, dy, [x], parameters, gradient => (wanted >> Array.IndexOf(names, gradient) & 1) == 1);
            for (int i = 0; i < names.Length; i++)
                Close.AssertSameBits((wanted >> i & 1) == 1 ? all[i] : [], some[i], $"{names[i]} of set {wanted}");
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_wrong_length_is_named_before_anything_is_written(string engine, string name)
    {
        (ModelUnderTest model, ReferenceLayer layer, double[] x, double[] dy, double[][] parameters) = Prepare(engine, name);
        KernelSignature signature = KernelSignature.Of(layer)!;
        double[][] forward = [x, .. parameters, Unwritten(dy.Length)];
        double[][] backward =
        [
            dy, x, .. parameters.Take(signature.BackwardParameters.Length),
            Unwritten(x.Length), .. parameters.Select(parameter => Unwritten(parameter.Length)),
        ];
        Assert.Null(model.TryKernel(name, true, Copy(forward)));
        Assert.Null(model.TryKernel(name, false, Copy(backward)));
        foreach (int change in new[] { -1, 1 })
        {
            CheckEach(model, name, true, signature.Forward, forward, change);
            CheckEach(model, name, false, signature.Backward, backward, change);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void No_images_are_no_work(string engine, string name)
    {
        (ModelUnderTest model, ReferenceLayer layer, _, _, double[][] parameters) = Prepare(engine, name);
        KernelSignature signature = KernelSignature.Of(layer)!;
        double[][] none = [.. signature.Gradients.Select(_ => Array.Empty<double>())];
        Assert.Null(model.TryKernel(name, true, [[], .. parameters, []]));
        Assert.Null(model.TryKernel(name, false, [[], [], .. parameters.Take(signature.BackwardParameters.Length), .. none]));
        Assert.Empty(model.Predict([]));
    }

    private static void CheckEach(ModelUnderTest model, string layer, bool forward, string[] names, double[][] arguments, int change)
    {
        for (int i = 0; i < names.Length; i++)
        {
            double[][] wrong = Copy(arguments);
            Array.Resize(ref wrong[i], wrong[i].Length + change);
            string what = $"{layer}.{(forward ? "Forward" : "Backward")} with {names[i]} of {wrong[i].Length} elements instead of {arguments[i].Length}";
            Exception? any = model.TryKernel(layer, forward, wrong);
            Assert.True(any is ArgumentException, $"{what}: threw {any?.GetType().Name ?? "nothing"}.");
            var thrown = (ArgumentException)any!;
            Assert.True(thrown.ParamName == names[i], $"{what}: named {thrown.ParamName}.");
            Assert.Contains(wrong[i].Length.ToString("N0"), thrown.Message);
            for (int k = 0; k < names.Length; k++)
            {
                if (Array.TrueForAll(arguments[k], double.IsNaN))
                    Assert.True(wrong[k].Take(arguments[k].Length).All(value => double.IsNaN(value) || value == 0 && k == i), $"{what}: {names[k]} was written.");
            }
        }
    }

    private static (ModelUnderTest Model, ReferenceLayer Layer, double[] X, double[] Dy, double[][] Parameters) Prepare(string engine, string name)
    {
        ModelUnderTest model = Assembly.Value.Create(Model, engine == Engine.Single.Name ? Engine.Single : Engine.Double);
        var random = new Random(3);
        TestData.SetParameters(model.Network, [model], length => TestData.Reals(random, length));
        ReferenceLayer layer = model.Network.Layers.Single(layer => layer.Name == name);
        Shape input = model.Network.InputShapesOf(layer).Single();
        return (model, layer, TestData.Reals(random, Images * input.Length), TestData.Reals(random, Images * layer.Op.Output.Length),
            model.Network.ParametersOf(layer));
    }

    private static double[] Unwritten(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }

    private static double[][] Copy(double[][] arrays) => [.. arrays.Select(array => (double[])array.Clone())];
}
