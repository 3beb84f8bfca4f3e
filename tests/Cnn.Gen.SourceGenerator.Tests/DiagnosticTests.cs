using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Each fault is reported once, at its cause, by us alone: code beside it that uses the whole class makes no noise.</summary>
public sealed class DiagnosticTests
{
    /// <summary>Faults in the attributes of one class <c>Net</c>, which has a first layer <c>Conv1</c> and a last one <c>Dense1</c>.</summary>
    public static TheoryData<string> BadModels =>
    [
        "[CnnModel({|CNN0010:0|}, {|CNN0010:-5|}, 3)] [Conv2D(4, 3)] [Dense(10)]",
        "[CnnModel(28, 28, {|CNN0010:channels: int.MaxValue|})] [Conv2D(4, 3)] [Dense(10)]",
        "[CnnModel(8, {|CNN0010:1 << 30|}, {|CNN0010:1 << 30|})] [Conv2D(4, 3)] [Dense(10)]",
        "[CnnModel(8, 8, 1, {|CNN0016:Element = (ElementKind)7|})] [Conv2D(4, 3)] [Dense(10)]",
        "[{|CNN0025:CnnModel(16384, 16384, 64)|}] [Conv2D(4, 3)] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D({|CNN0010:0|}, {|CNN0010:-3|})] [Dense({|CNN0010:0|})]",
        "[CnnModel(8, 8, 1)] [Conv2D({|CNN0010:size: 5000|}, filters: 4)] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3, {|CNN0010:Padding = int.MinValue|}, {|CNN0010:StrideHeight = -2|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [{|CNN0011:Conv2D(4, 3, 9)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [{|CNN0011:Conv2D(4, 3, Dilation = 4)|}] [MaxPool2D(9)] [Dense(10)]",
        "[CnnModel(8, 8, 3)] [Conv2D(4, 3, {|CNN0012:Groups = 2|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3, PaddingMode = PaddingMode.Valid, {|CNN0013:Padding = 1|}, {|CNN0013:PaddingLeft = 0|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0014:MaxPool2D(2, Padding = 2)|}] [Dense(10)]",
        "[CnnModel(8, 8, 16)] [Conv2D(16, 3, Algorithm = ConvAlgorithm.Winograd2x2, {|CNN0024:Weights = WeightFormat.BFloat16|})] [Dense(10, {|CNN0016:Weights = (WeightFormat)2|})]",
        "[CnnModel(8, 8, 4)] [Conv2D(4, 3, {|CNN0024:Weights = WeightFormat.BFloat16|}, Groups = 4)] [Dense(10)]",
        "[CnnModel(32, 32, 3)] [Conv2D(16, 7, Stride = 2, {|CNN0024:Algorithm = ConvAlgorithm.Winograd2x2|})] [Conv2D(16, 3, Stride = 2, {|CNN0024:Algorithm = ConvAlgorithm.Winograd|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [ChannelShuffle({|CNN0012:3|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [DepthToSpace({|CNN0012:4|})] [SpaceToDepth(5)] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [SpaceToDepth({|CNN0012:blockSize: 4|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Slice(2, {|CNN0012:3|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Slice({|CNN0012:4|}, 1)] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [{|CNN0015:Conv1D(4, 3)|}] [MaxPool1D(2)] [Dense(10)]",
        "[CnnModel(1, 8, 1)] [Conv1D(4, 3, {|CNN0010:Stride = 0|}, PaddingMode = PaddingMode.Valid, {|CNN0013:PaddingLeft = 0|})] [Dense(10)]",
        "[CnnModel(1, 8, 1)] [{|CNN0011:Conv1D(4, 9)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Clip(1, {|CNN0017:-1|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Clip({|CNN0017:double.NaN|}, 1)] [Lrn(5, {|CNN0017:K = 0|})] [Dense(10)]",
        "[CnnModel(9, 8, 16)] [Conv2D(16, 3, Padding = 1, {|CNN0024:Algorithm = ConvAlgorithm.Winograd4x4OnTheFly|})] [Dense(10)]", // Six tiles.
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [InstanceNorm({|CNN0017:Epsilon = 0|}, {|CNN0024:Alpha = 1|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3, {|CNN0016:Activation = (Activation)99|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3, Activation = Activation.Elu, {|CNN0017:Alpha = double.NegativeInfinity|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Dropout({|CNN0017:1.5|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Conv2D(4, 3, {|CNN0020:Name = \"my conv\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Conv2D(4, 3, {|CNN0020:Name = \"class\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Conv2D(4, 3, {|CNN0020:Name = \"Predict\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Conv2D(4, 3, {|CNN0020:Name = \"Net\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Conv2D(4, 3, {|CNN0020:Name = \"line\\u2028break\\r\\n\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [MaxPool2D(2, {|CNN0021:Name = \"Conv1\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Dense(10, {|CNN0022:Input = \"Conv2\"|})]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Add({|CNN0022:\"Dense1\"|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0023:Add(\"Input\")|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3, Activation = Activation.Relu, {|CNN0024:Alpha = 0.1|})] [Dense(10)]",
        "[CnnModel(4096, 4096, 4)] [Conv2D(4, 3)] [{|CNN0025:Dense(65536)|}]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [ConvTranspose2D(4, 3, Stride = 2, {|CNN0010:OutputPadding = 2|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [ConvTranspose2D(4, 3, Stride = 2, Dilation = 3, OutputPadding = 2)] [ConvTranspose2D(3, 2, {|CNN0012:Groups = 2|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0023:ConvTranspose2D(4, 3, Padding = 4)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0024:ConvTranspose2D(4, 40, Stride = 20)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0025:ConvTranspose2D(4, 3, Stride = 4000)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Upsample2D({|CNN0010:0|}, {|CNN0016:Mode = (UpsampleMode)3|})] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0025:Upsample2D(4000)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Resize2D(4, {|CNN0010:0|}, {|CNN0017:ScaleWidth = -1|}, {|CNN0017:RoiTop = double.NaN|}, {|CNN0016:Mode = (ResizeMode)3|})] [Dense(10)]",
        "[CnnModel(1001, 8, 1)] [Conv2D(4, 3)] [{|CNN0025:Resize2D(4001, 8, Mode = ResizeMode.Cubic, Coordinates = ResizeCoordinates.AlignCorners)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0025:Resize2D(4, 4, Mode = ResizeMode.Linear, Antialias = true, ScaleHeight = 1e-300)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [{|CNN0023:ReflectPad2D(0, 0, 6, 0)|}] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [Conv2D(4, 3)] [EdgePad2D({|CNN0010:-1|})] [ConstantPad2D({|CNN0017:double.NaN|}, 1)] [Dense(10)]",
        "[CnnModel(8, 8, 1)] [{|CNN0026:Conv2D(4, 3)|}] [Dense(10, Input = \"Input\")]",
    ];

    [Theory]
    [MemberData(nameof(BadModels))]
    public void Only_our_diagnostic_shows_and_it_stands_at_the_cause(string attributes) => Markup.Expect(
        $"using Cnn.Gen;\n{attributes}\npublic sealed partial class Net;",
        Surface.Of("Net", ("Conv1", 4, 6), ("Dense1", 4, 6)));

    /// <summary>Every keyword of C#, contextual ones too, either makes a good name of a layer or is refused as one.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.Preview)]
    public void Words_of_the_language_as_names(LanguageVersion language)
    {
        string[] words = [.. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText)
            .Concat(["args", "nint", "nuint", "_", "extension"]).Distinct()];
        var bench = new Workbench { Language = language, Properties = { ["CnnGenVectorBits"] = "1" } };
        string Model(IEnumerable<string> names) => $"using Cnn.Gen;\n[CnnModel(1, 1, 1)]\n{string.Join("\n", names.Select(name => $"[Dense(1, Name = \"{name}\")]"))}\npartial class Net;";

        Build build = bench.Run(Model(words));
        Assert.All(build.Ours, diagnostic => Assert.Equal("CNN0020", diagnostic.Id));
        string[] refused = [.. build.Ours.Select(diagnostic => diagnostic.GetMessage().Split('"')[1])];
        Assert.Superset(new HashSet<string> { "class", "__arglist", "record" }, refused.ToHashSet());
        Assert.DoesNotContain("value", refused);
        Assert.Equal(string.Empty, string.Join("\n", build.Compilers().Select(diagnostic => $"{diagnostic}: {diagnostic.Location.SourceTree!.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}")));
        bench.Run(Model(words.Except(refused))).IsClean();
    }

    [Fact]
    public void A_model_without_layers() => Markup.Expect(
        "using Cnn.Gen;\n[CnnModel(8, 8, 1)]\npublic sealed partial class {|CNN0004:Net|};", Surface.Of("Net"));

    [Fact]
    public void All_faults_of_a_model_show_at_once() => Markup.Expect(
        """
        using Cnn.Gen;

        [CnnModel({|CNN0010:0|}, 8, 3)]
        [Conv2D({|CNN0010:-1|}, 3, {|CNN0020:Name = "a b"|})]
        [ConvTranspose2D(3, 3, {|CNN0010:OutputPadding = 1|})]
        [MaxPool2D({|CNN0010:0|})]
        [Dense({|CNN0010:0|}, {|CNN0022:Input = "Nowhere"|}, {|CNN0016:Activation = (Activation)(-1)|})]
        public sealed partial class {|CNN0006:Net|} { public int Threads => 2; }

        [CnnModel(4, 4, 1)]
        [{|CNN0011:Conv2D(2, 9)|}]
        public sealed partial class Other;
        """);

    [Theory]
    [InlineData("public sealed class {|CNN0001:Net|};")]
    [InlineData("class Outer { public struct Middle { public partial class {|CNN0002:Net|}; } }")]
    [InlineData("class Outer { public class {|CNN0001,CNN0002:Net|}; }")]
    [InlineData("public static partial class {|CNN0003:Net|};")]
    [InlineData("public abstract partial class {|CNN0003:Net|};")]
    [InlineData("public sealed partial record {|CNN0003:Net|};")]
    [InlineData("public partial class {|CNN0003:Net|}<T>;")]
    [InlineData("file partial class {|CNN0003:Net|};")]
    [InlineData("partial class Outer<T> { public partial class {|CNN0003:Net|}; }")]
    [InlineData("file partial class Outer { public partial class {|CNN0003:Net|}; }")]
    [InlineData("public partial class {|CNN0003:Net|}(int size) { public int Size => size; }")]
    [InlineData("public partial class {|CNN0003:Net|} { public required string Title { get; set; } }")]
    [InlineData("public class Base(int size) { public int Size => size; } MODEL public partial class {|CNN0003:Net|} : Base { public Net(string _) : base(3) { } }")]
    public void Classes_that_cannot_be_models(string declaration)
    {
        const string Model = "[CnnModel(2, 2, 1)] [Dense(3)]";
        string marked = declaration.Contains("MODEL", StringComparison.Ordinal) ? declaration.Replace("MODEL", Model)
            : declaration.LastIndexOf('{', declaration.IndexOf("{|", StringComparison.Ordinal) - 1) is int brace and >= 0
                ? declaration.Insert(brace + 1, " " + Model) : $"{Model} {declaration}";
        Build build = Markup.Expect("using Cnn.Gen;\n" + marked);
        Assert.Empty(build.Files);
    }

    [Theory]
    [InlineData("public class Base { protected Base(int size = 3) => Size = size; public int Size { get; } }", ": Base { }")]
    [InlineData("", "{ private readonly int _images; public Net(string name) : this(name.Length) => _images = 2; public int Images => _images; }")]
    [InlineData("public interface INamed { string Name { get; } }", ": INamed, System.IDisposable { public string Name => \"net\"; void System.IDisposable.Dispose() { } }")]
    public void Classes_with_code_of_their_own_are_models(string before, string rest) =>
        Markup.Expect($"using Cnn.Gen;\n{before}\n[CnnModel(2, 2, 1)] [Dense(3)]\npublic partial class Net {rest}", Surface.Of("Net", ("Dense1", 4, 6)));

    [Theory]
    [InlineData("public int Threads;")]
    [InlineData("public static string Summary => \"\"; public void Save() { }", 2)]
    [InlineData("public const int OutputLength = 3;")]
    [InlineData("public class Predict { }")]
    [InlineData("private readonly int _engine = 3; public int Engine => _engine;")]
    [InlineData("public Net() { }")]
    [InlineData("public Net(int size) => Size = size; public int Size { get; }")]
    public void Members_in_the_way_of_generated_ones(string members, int count = 1) => Markup.Expect(
        $"using Cnn.Gen;\n[CnnModel(2, 2, 1)] [Dense(3)]\npublic partial class {{|{string.Join(",", Enumerable.Repeat("CNN0006", count))}:Net|}} {{ {members} }}",
        "static class Uses { public static int All(Net net) => Net.InputLength + net.Share().GetHashCode() + Net.Load(\"\").Classify([1f, 2, 3]); }");

    [Fact]
    public void A_class_that_is_called_as_a_generated_member() => Markup.Expect(
        "using Cnn.Gen;\n[CnnModel(2, 2, 1)] [Dense(3)]\npublic partial class {|CNN0006:Predict|};");

    [Fact]
    public void A_constructor_that_goes_past_the_generated_ones() => Markup.Expect(
        "using Cnn.Gen;\n[CnnModel(2, 2, 1)] [Dense(3)]\npublic partial class {|CNN0007:Net|} { public Net(string _) { } }", "class Use { public Net Net = new(3); }");

    [Fact]
    public void Layers_on_another_declaration() => Markup.Expect(
        """
        using Cnn.Gen;
        [CnnModel(8, 8, 1)] [Conv2D(2, 3)] public partial class Net;
        [{|CNN0005:Dense(3)|}] [{|CNN0005:Softmax|}] partial class Net;
        [{|CNN0005:Dense(3)|}] public class NoModel;
        """,
        Surface.Of("Net", ("Conv1", 4, 6), ("Dense1", 4, 6)));

    [Fact]
    public void A_layer_in_another_file_is_reported_there()
    {
        Build build = new Workbench().Run("using Cnn.Gen;\n[CnnModel(2, 2, 1)] [Dense(3)] public partial class Net;", "using Cnn.Gen;\n[Softmax] partial class Net;");
        Diagnostic stray = Assert.Single(build.Ours);
        Assert.Equal(("CNN0005", "/project/File1.cs"), (stray.Id, stray.Location.SourceTree?.FilePath));
    }

    [Fact]
    public void A_layer_of_the_users_own_is_unknown_whatever_its_arguments() => Markup.Expect(
        """
        using Cnn.Gen;
        namespace My;
        [CnnModel(4, 4, 1)] [{|CNN0024:Conv2D(3, null, new object[] { 1, typeof(int), 'x', 2UL })|}] public partial class Net;
        public sealed class Conv2DAttribute(float a, System.Type? b, object[] c) : LayerAttribute { public object?[] All => [a, b, c]; }
        """);

    /// <summary>What the C# compiler reports itself is left to it, with all that would follow from it.</summary>
    [Theory]
    [InlineData("[CnnModel(8, 8)] [Conv2D(4, 3)] [Dense(10)]", "CS7036")]
    [InlineData("[CnnModel(8, 8, 1)] [Conv2D] [Dense(10)]", "CS1729")]
    [InlineData("[CnnModel(8, 8, 1)] [Conv2D(4, \"3\")] [Dense(10)]", "CS1503")]
    [InlineData("[CnnModel(8, 8, 1)] [Conv2D(4, 3, Stride = 2.5)] [Dense(10)]", "CS0266")]
    [InlineData("[CnnModel(8, 8, 1)] [Conv2D(4, 3, Strid = 2)] [Dense(10)]", "CS0246")]
    [InlineData("[CnnModel(8, 8, 1)] [Conv2D(4, Missing)] [Dense(10)]", "CS0103")]
    [InlineData("[CnnModel(8, 8, 1)] [Conv3D(4, 3)] [MaxPool2D(9)] [Dense(10)]", "CS0246")]
    [InlineData("[CnnModel(8, 8, 1)] [CnnModel(8, 8, 1)] [Conv2D(4, 3)] [Dense(10)]", "CS0579")]
    [InlineData("[CnnModel(int.MaxValue + 1, 8, 1)] [Conv2D(4, 3)] [Dense(10)]", "CS0220")]
    public void Broken_attributes_are_left_to_the_compiler(string attributes, string expected)
    {
        Build build = new Workbench().Run($"using Cnn.Gen;\n{attributes}\npublic sealed partial class Net;", Surface.Of("Net"));
        Assert.Empty(build.Ours);
        Assert.All(build.Compilers(), diagnostic => Assert.Equal(expected, diagnostic.Id.Replace("CS0246", expected)));
        Assert.NotEmpty(build.Compilers());
    }

    [Theory]
    [InlineData("struct Net;")]
    [InlineData("interface INet;")]
    [InlineData("enum Net;")]
    [InlineData("delegate void Net();")]
    [InlineData("partial record struct Net;")]
    public void Attributes_on_what_is_no_class_are_left_to_the_compiler(string declaration)
    {
        Build build = new Workbench().Run($"using Cnn.Gen;\n[CnnModel(2, 2, 1)] [Dense(3)] {declaration}");
        Assert.Empty(build.Ours);
        Assert.Empty(build.Files);
        Assert.All(build.Compilers(), diagnostic => Assert.Equal("CS0592", diagnostic.Id));
    }

    [Theory]
    [InlineData("64")]
    [InlineData("wide")]
    [InlineData("-1")]
    public void An_invalid_width_is_reported_once_and_all_are_generated(string bits)
    {
        Build build = new Workbench { Properties = { ["CnnGenVectorBits"] = bits } }.Run(Sources.Small);
        Diagnostic diagnostic = Assert.Single(build.Ours);
        Assert.Equal("CNN0090", diagnostic.Id);
        Assert.Contains($"\"{bits}\"", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(new Workbench().Run(Sources.Small).Files, build.Files);
    }

    [Fact]
    public void Pragmas_and_editorconfig_set_severities()
    {
        const string Source = "using Cnn.Gen;\n#pragma warning disable CNN0011\n[CnnModel(2, 2, 1)] [Conv2D(2, 3)] partial class A;\n#pragma warning restore CNN0011\n"
            + "[CnnModel(2, 2, 1)] [Conv2D(2, 3)] partial class B;";
        Diagnostic shown = Assert.Single(new Workbench().Run(Source).Ours, diagnostic => !diagnostic.IsSuppressed);
        Assert.Equal((4, DiagnosticSeverity.Error), (shown.Location.GetLineSpan().StartLinePosition.Line, shown.Severity));

        Build warned = new Workbench { Severities = new Severities(("CNN0011", ReportDiagnostic.Warn)) }.Run(Source);
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(warned.Ours, diagnostic => !diagnostic.IsSuppressed).Severity);
        Assert.Empty(new Workbench { Severities = new Severities(("CNN0011", ReportDiagnostic.Suppress)) }.Run(Source).Ours);
    }

    private sealed class Severities(params (string Id, ReportDiagnostic Severity)[] settings) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            TryGetGlobalDiagnosticValue(diagnosticId, cancellationToken, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = settings.FirstOrDefault(setting => setting.Id == diagnosticId).Severity;
            return severity != ReportDiagnostic.Default;
        }
    }
}
