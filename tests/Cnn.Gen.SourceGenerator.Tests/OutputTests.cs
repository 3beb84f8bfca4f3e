using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>What is generated compiles in the strictest of projects without a word from the compiler.</summary>
public sealed class OutputTests
{
    /// <summary>Every kind of layer, with its options.</summary>
    public static TheoryData<string> Layers =>
    [
        "[Conv2D(3, 3)]",
        "[Conv2D(4, 3, 2, Stride = 2, Padding = 1, Activation = Activation.Relu)]",
        "[Conv2D(4, 3, PaddingMode = PaddingMode.SameUpper, Groups = 2, Bias = false)]",
        "[Conv2D(4, 3, PaddingTop = 2, PaddingLeft = 1, DilationHeight = 2, StrideWidth = 2, Activation = Activation.LeakyRelu, Alpha = 0.2)]",
        "[Conv2D(size: 3, filters: 2, Weights = WeightFormat.Default)]",
        "[DepthwiseConv2D(3, Multiplier = 2, PaddingMode = PaddingMode.SameLower)]",
        "[MaxPool2D(2)]",
        "[MaxPool2D(3, 2, Stride = 2, Padding = 1, Ties = Ties.All, CeilMode = true)]",
        "[AvgPool2D(3, Stride = 1, Padding = 1, CountIncludePad = true)]",
        "[GlobalAvgPool]",
        "[GlobalMaxPool]",
        "[Flatten]\n[Dense(3)]",
        "[Dense(5, Bias = false, Activation = Activation.Tanh)]\n[Softmax]",
        "[ZeroPad2D(1)]\n[Conv2D(2, 3)]",
        "[ZeroPad2D(1, 2, 0, 3)]",
        "[Conv2D(4, 3, Padding = 1)]\n[BatchNorm(Activation = Activation.Relu)]\n[Add(\"Input\", Activation = Activation.Relu)]\n[Dropout(0.5)]",
        "[Conv2D(4, 1)]\n[Multiply(\"Input\")]\n[Concat(\"Conv1\", \"Input\")]\n[BatchNorm(Trainable = false)]",
        "[Conv2D(2, 1, Name = \"Stage\")]\n[Activate(Activation.Gelu)]\n[Dense(2)]",
    ];

    /// <summary>Every activation.</summary>
    public static TheoryData<string> Activations => [.. Enum.GetNames<Activation>()];

    [Theory]
    [MemberData(nameof(Layers))]
    public void EveryLayerCompilesClean(string layers)
    {
        foreach (string model in new[] { "[CnnModel(7, 6, 4)]", "[CnnModel(7, 6, 4, Element = ElementKind.Double, Training = false)]" })
            (model.Contains("Double", StringComparison.Ordinal) ? Narrow() : new Workbench()).Run($"using Cnn.Gen;\nnamespace Demo;\n{model}\n{layers}\npublic sealed partial class Net;").IsClean();
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void EveryActivationCompilesClean(string activation) => Narrow().Run(
        $"using Cnn.Gen;\n[CnnModel(3, 3, 2)]\n[Conv2D(2, 2, Activation = Activation.{activation})]\n[Activate(Activation.{activation})]\npublic partial class Net;").IsClean();

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void EveryLanguageVersionCompilesClean(LanguageVersion version) => new Workbench { Language = version }.Run(Sources.Small).IsClean();

    [Theory]
    [InlineData("512")]
    [InlineData("256")]
    [InlineData("128")]
    [InlineData("1")]
    public void OneWidthCompilesCleanAndIsSmaller(string bits)
    {
        Build all = new Workbench().Run(Sources.Small).IsClean();
        Build one = new Workbench { Properties = { ["CnnGenVectorBits"] = bits } }.Run(Sources.Small).IsClean();
        Assert.Equal(all.Files.Keys, one.Files.Keys);
        Assert.True(one.Files["Demo.Small.Kernels.g.cs"].Length < all.Files["Demo.Small.Kernels.g.cs"].Length);
    }

    [Fact]
    public void ClassesInOddPlacesCompileClean()
    {
        Build build = new Workbench().Run(
            """
            using Cnn.Gen;

            [CnnModel(1, 1, 2)] [Dense(2)] public partial class Net { }

            namespace Demo
            {
                [CnnModel(1, 1, 2)] [Dense(2)] partial class Net { public int Extra => 1; public Net(string name) : this(name.Length) { } }
                [CnnModel(1, 1, 2)] [Dense(2)] partial class net2 { }
                [CnnModel(1, 1, 2)] [Dense(2)] partial class Net2 { }

                public static partial class Outer
                {
                    [CnnModel(1, 1, 2)] [Dense(2)] private sealed partial class Net { }
                    public partial record struct Inner { public partial interface IDeep { [CnnModel(1, 1, 2)] [Dense(2)] protected internal partial class Net { } } }
                    public partial record Record { [CnnModel(1, 1, 2)] [Dense(2)] public partial class @class { } }
                    public readonly ref partial struct Ref { [CnnModel(1, 1, 2)] [Dense(2)] public partial class Net { } }
                }
            }

            namespace Demo.@event.Ünïcode
            {
                [CnnModel(1, 1, 2)] [Dense(2)] public partial class Größe { }
                [CnnModel(1, 1, 2)] [Dense(2)] public partial class @partial { }
            }

            namespace Demo.A { [CnnModel(1, 1, 2)] [Dense(2)] public partial class B_C { } }
            namespace Demo.A_B { [CnnModel(1, 1, 2)] [Dense(2)] public partial class C { } }
            namespace Demo.A.B { [CnnModel(1, 1, 2)] [Dense(2)] public partial class C { } }
            namespace Other.System { [CnnModel(1, 1, 2)] [Dense(2)] public partial class Math { } }
            """);
        build.IsClean();
        Assert.Equal(2 * 14, build.Files.Count);
        Assert.Contains("Demo.Outer+Net.g.cs", build.Files.Keys);
        Assert.Equal(2, build.Files.Keys.Count(name => Regex.IsMatch(name, @"^Demo\.net2-[0-9a-f]{16}\.g\.cs$", RegexOptions.IgnoreCase)));
    }

    [Fact]
    public void LayersAreReadInTheOrderOfTheDeclaration()
    {
        Build build = new Workbench().Run(
            "using Cnn.Gen;\n[MaxPool2D(2)] [CnnModel(4, 4, 1), Conv2D(3, 3, Padding = 1)]\n[Dense(7)]\npartial class Net;\npartial class Net { public int Own => 1; }").IsClean();
        Assert.Matches(@"MaxPool1[\s\S]*Conv1[\s\S]*Dense1", build.Files["Net.g.cs"]);
        Assert.Contains("OutputLength = 7;", build.Files["Net.g.cs"], StringComparison.Ordinal);
    }

    private static Workbench Narrow() => new() { Properties = { ["CnnGenVectorBits"] = "256" } };

    [Fact]
    public void ConstantsReachTheModel()
    {
        Build build = new Workbench().Run(
            "using Cnn.Gen;\n[CnnModel(Size, Net.Size, channels: 1)]\n[Dense(units: Size * 2, Activation = (Activation)1)]\npartial class Net { private const int Size = 4; }");
        build.IsClean();
        Assert.Contains("OutputLength = 8;", build.Files["Net.g.cs"], StringComparison.Ordinal);
    }
}

/// <summary>Models that several tests use.</summary>
internal static class Sources
{
    public const string Small =
        """
        using Cnn.Gen;

        namespace Demo;

        [CnnModel(5, 5, 1)]
        [Conv2D(4, 3, Padding = 1, Activation = Activation.Relu)]
        [MaxPool2D(2)]
        [Dense(3)]
        public sealed partial class Small;
        """;
}
