using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Generated gradients in double precision against what they are gradients of, without any reference.</summary>
public sealed class GradientTests
{
    private const int Images = 2;

    /// <summary>Ops that are linear in their input: a difference quotient of any step is exact.</summary>
    private static readonly TestModel[] Linear =
    [
        new("GradientConv", "[CnnModel(5, 6, 3)]\n[Conv2D(4, 3, Padding = 1)]"),
        new("GradientConvOptions", "[CnnModel(8, 7, 4)]\n[Conv2D(6, 3, 2, StrideHeight = 2, PaddingTop = 2, PaddingRight = 1, DilationWidth = 2, Groups = 2)]"),
        new("GradientDepthwise", "[CnnModel(6, 5, 3)]\n[DepthwiseConv2D(3, Padding = 1, Multiplier = 2)]"),
        new("GradientTransposed", "[CnnModel(4, 3, 4)]\n[ConvTranspose2D(6, 3, Stride = 2, PaddingTop = 1, OutputPadding = 1, Groups = 2)]"),
        new("GradientTransposedGaps", "[CnnModel(3, 4, 2)]\n[ConvTranspose2D(3, 2, Stride = 3, DilationWidth = 3)]"),
        new("GradientDense", "[CnnModel(2, 3, 4)]\n[Dense(5)]"),
        new("GradientAverage", "[CnnModel(6, 5, 3)]\n[AvgPool2D(3, Stride = 2, Padding = 1, CeilMode = true)]"),
        new("GradientAveragePadded", "[CnnModel(6, 5, 3)]\n[AvgPool2D(3, Stride = 2, Padding = 1, CountIncludePad = true)]"),
        new("GradientGlobalAverage", "[CnnModel(4, 3, 5)]\n[GlobalAvgPool]"),
        new("GradientUpsample", "[CnnModel(3, 4, 2)]\n[Upsample2D(3, 2, Mode = UpsampleMode.Bilinear)]"),
        new("GradientResize", "[CnnModel(6, 5, 2)]\n[Resize2D(4, 8, Mode = ResizeMode.Cubic, Antialias = true)]"),
        new("GradientReflectPad", "[CnnModel(4, 5, 2)]\n[ReflectPad2D(3, 1, 2, 4)]"),
        new("GradientZeroPad", "[CnnModel(3, 4, 2)]\n[ZeroPad2D(1, 2, 0, 3)]"),
    ];

    private static readonly TestModel[] Curved =
    [
        new("GradientMax", "[CnnModel(6, 5, 3)]\n[MaxPool2D(3, Stride = 2, Padding = 1)]"),
        new("GradientMaxAll", "[CnnModel(6, 5, 3)]\n[MaxPool2D(2, Stride = 1, Ties = Ties.All)]"),
        new("GradientGlobalMax", "[CnnModel(4, 3, 5)]\n[GlobalMaxPool]"),
        new("GradientSoftmax", "[CnnModel(2, 3, 7)]\n[Softmax]"),
        .. new[]
        {
            "Relu", "Relu6", "LeakyRelu", "Elu", "Elu, Alpha = 0.3", "Selu", "Gelu", "GeluTanh", "Silu", "HardSwish", "Sigmoid", "HardSigmoid",
            "Tanh", "Softplus",
        }.Select((activation, i) => new TestModel($"GradientActivation{i}", $"[CnnModel(3, 4, 5)]\n[Activate(Activation.{activation})]")),
        .. new[] { "Relu", "Elu, Alpha = 0.3", "Selu", "Gelu", "Silu", "Sigmoid", "Tanh", "Softplus" }
            .Select((activation, i) => new TestModel($"GradientFused{i}", $"[CnnModel(3, 4, 2)]\n[Conv2D(3, 2, Activation = Activation.{activation})]")),
    ];

    private static readonly TestModel[] Networks =
    [
        new("GradientLeNet", """
            [CnnModel(14, 14, 1)]
            [Conv2D(6, 5, Padding = 2, Activation = Activation.Tanh)]
            [AvgPool2D(2)]
            [Conv2D(8, 3, Activation = Activation.Sigmoid)]
            [AvgPool2D(2, Stride = 1)]
            [Dense(12, Activation = Activation.Tanh)]
            [Dense(5)]
            [Softmax]
            """),
        new("GradientVgg", """
            [CnnModel(8, 8, 3)]
            [Conv2D(5, 3, Padding = 1, Activation = Activation.Elu)]
            [Conv2D(5, 3, Padding = 1, Activation = Activation.Gelu)]
            [MaxPool2D(2)]
            [Conv2D(9, 3, PaddingMode = PaddingMode.SameLower, Activation = Activation.Softplus)]
            [MaxPool2D(3, Stride = 1)]
            [Flatten]
            [Dense(7)]
            """),
        new("GradientMobile", """
            [CnnModel(9, 8, 2)]
            [ZeroPad2D(1)]
            [Conv2D(6, 3, Stride = 2, Bias = false, Activation = Activation.Silu)]
            [DepthwiseConv2D(3, Padding = 1, Multiplier = 2, Activation = Activation.GeluTanh)]
            [Conv2D(8, 1, Groups = 2, Activation = Activation.Selu)]
            [GlobalAvgPool]
            [Dense(4)]
            """),
    ];

    private static readonly Lazy<ModelAssembly> Assembly =
        new(() => ModelAssembly.Compile([.. Linear, .. Curved, .. Networks], [Engine.Double]));

    public static TheoryData<string> Names => [.. Linear.Concat(Curved).Concat(Networks).Select(model => model.ClassName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_element_is_the_central_difference(string name)
    {
        var (model, x, dy, step, tolerance) = Prepare(name);
        NetworkGradients gradients = model.Backward(x, dy);
        Close.Assert(Differences(x, step, () => TestData.Dot(dy, model.Predict(x))), gradients.Input, tolerance, "dx");
        foreach ((string parameter, double[] values) in model.Network.Parameters)
        {
            double[] differences = Differences(values, step, () =>
            {
                model.SetParameter(parameter, values);
                return TestData.Dot(dy, model.Predict(x));
            });
            Close.Assert(differences, gradients.Parameters[parameter], tolerance, $"gradient of {parameter}");
            model.SetParameter(parameter, values);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_is_the_adjoint_of_the_derivative(string name)
    {
        var (model, x, dy, step, tolerance) = Prepare(name);
        var random = new Random(2);
        NetworkGradients gradients = model.Backward(x, dy);
        double[] direction = TestData.Reals(random, x.Length);
        double[] ahead = model.Predict(Moved(x, direction, step)), behind = model.Predict(Moved(x, direction, -step));
        double[] derivative = [.. ahead.Zip(behind, (a, b) => (a - b) / (2 * step))];
        AssertAdjoint(dy, derivative, gradients.Input, direction, tolerance, "x");

        foreach ((string parameter, double[] values) in model.Network.Parameters)
        {
            direction = TestData.Reals(random, values.Length);
            model.SetParameter(parameter, Moved(values, direction, step));
            ahead = model.Predict(x);
            model.SetParameter(parameter, Moved(values, direction, -step));
            behind = model.Predict(x);
            model.SetParameter(parameter, values);
            derivative = [.. ahead.Zip(behind, (a, b) => (a - b) / (2 * step))];
            AssertAdjoint(dy, derivative, gradients.Parameters[parameter], direction, tolerance, parameter);
        }
    }

    private static (ModelUnderTest Model, double[] X, double[] Dy, double Step, double Tolerance) Prepare(string name)
    {
        TestModel declared = Linear.Concat(Curved).Concat(Networks).Single(candidate => candidate.ClassName == name);
        ModelUnderTest model = Assembly.Value.Create(declared, Engine.Double);
        var random = new Random(1);
        double scale = Networks.Contains(declared) ? 0.3 : 1;
        TestData.SetParameters(model.Network, [model], length => [.. TestData.Nonzero(random, length).Select(value => scale * value)]);
        double[] x = TestData.Nonzero(random, Images * model.Network.Input.Length);
        double[] dy = TestData.Nonzero(random, Images * model.Network.Output.Length);
        return Linear.Contains(declared) ? (model, x, dy, 1, 1e-12) : (model, x, dy, 1e-5, 1e-7);
    }

    /// <summary>Asserts that dy . derivative equals gradient . direction, up to a part of the sum of the first one's magnitudes.</summary>
    private static void AssertAdjoint(double[] dy, double[] derivative, double[] gradient, double[] direction, double tolerance, string what)
    {
        double left = TestData.Dot(dy, derivative), right = TestData.Dot(gradient, direction);
        double scale = dy.Zip(derivative, (a, b) => Math.Abs(a * b)).Sum();
        Assert.True(Math.Abs(left - right) <= tolerance * scale, $"by {what}: <dy, J d> is {left:R} but <J^T dy, d> is {right:R}; scale {scale:G3}.");
    }

    /// <summary>The central difference of <paramref name="value"/> by each element of <paramref name="at"/>.</summary>
    private static double[] Differences(double[] at, double step, Func<double> value)
    {
        var differences = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            double centre = at[i];
            at[i] = centre + step;
            double ahead = value();
            at[i] = centre - step;
            double behind = value();
            at[i] = centre;
            differences[i] = (ahead - behind) / (2 * step);
        }

        return differences;
    }

    private static double[] Moved(double[] from, double[] direction, double step) => [.. from.Zip(direction, (a, b) => a + (step * b))];
}
