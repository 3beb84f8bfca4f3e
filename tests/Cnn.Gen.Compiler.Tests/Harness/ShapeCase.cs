using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>One line of the table of shapes.</summary>
/// <param name="Number">Its place, which names its class and seeds its data.</param>
/// <param name="Attributes">The attributes of the model.</param>
/// <param name="Images">The batch.</param>
internal sealed record ShapeCase(int Number, string Attributes, int Images)
{
    private static readonly string[] Kinked =
        ["MaxPool", "Activation.Relu", "Activation.LeakyRelu", "Activation.Elu", "Activation.Selu", "Activation.HardSwish", "Alpha = 0.25", "[PRelu", "[Clip("];

    /// <summary>The class.</summary>
    public TestModel Model { get; } = new($"Case{Number:000}", Attributes);

    /// <summary>What the test is called.</summary>
    public string Name => $"{Number:000} x{Images} {Attributes.Replace(", Precision = Precision.Strict", "").Replace("\n", " ")}";

    /// <summary>
    /// Numbers for inputs and parameters. Behind a maximum or an activation with a kink, single and double precision must not disagree
    /// about which side an element is on: such cases get numbers whose sums are exact in both. (Where HardSigmoid with its Alpha of 1/6
    /// has its kinks is a matter of rounding: they are left out.)
    /// </summary>
    public double[] Numbers(Random random, int length) =>
        Attributes.EndsWith("[Activate(Activation.HardSigmoid)]", StringComparison.Ordinal) ? TestData.Wide(random, length)
        : Attributes.Contains("[Activate(") && !Attributes.Contains("Conv2D(") ? TestData.Wide(random, length, -3, 0, 3, 6)
        : Kinked.Any(Attributes.Contains) ? TestData.Quarters(random, length)
        : TestData.Reals(random, length);

    /// <summary>Whether the attributes make sense: every window fits, and every pooling window sees a pixel.</summary>
    public static bool IsValid(string attributes)
    {
        try
        {
            ReferenceNetwork network = ReferenceNetwork.Create(DefinitionReader.Read(attributes, "Case", ""));
            return network.Layers.All(layer => layer.Op switch
            {
                MaxPool pool => SeesPixels(pool.Input, pool.Window, pool.Output),
                AveragePool pool => SeesPixels(pool.Input, pool.Window, pool.Output),
                _ => layer.Op.Output is { Height: > 0, Width: > 0 },
            });
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool SeesPixels(Shape input, Window window, Shape output) =>
        Enumerable.Range(0, output.Height).All(oh => Enumerable.Range(0, window.Height).Any(fh => input.Contains(window.Row(oh, fh), 0)))
        && Enumerable.Range(0, output.Width).All(ow => Enumerable.Range(0, window.Width).Any(fw => input.Contains(0, window.Column(ow, fw))));
}
