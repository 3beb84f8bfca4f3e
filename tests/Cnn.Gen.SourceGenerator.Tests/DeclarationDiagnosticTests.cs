using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Faults of the class itself: ours alone shows, at the class's name, and nothing is generated that would add to it.</summary>
public sealed class DeclarationDiagnosticTests
{
    private const string Model = "using Cnn.Gen;\nusing System;\n";
    private const string Layers = "[CnnModel(4, 4, 1)] [Dense(2)] ";

    [Theory]
    [InlineData("public class {|CNN0001:Net|} { }")]
    [InlineData("public record {|CNN0001,CNN0003:Net|};")]
    [InlineData("public partial record {|CNN0003:Net|}(int X);")]
    [InlineData("public static partial class {|CNN0003:Net|};")]
    [InlineData("public abstract partial class {|CNN0003:Net|};")]
    [InlineData("public partial class {|CNN0003:Net|}<T>;")]
    [InlineData("file partial class {|CNN0003:Net|};")]
    [InlineData("public partial class {|CNN0003:Net|}(int size) { public int Size => size; }")]
    [InlineData("public partial class {|CNN0003:Net|} : EventArgs;")]
    [InlineData("public partial class {|CNN0003:Net|} { public required string Label { get; set; } }")]
    [InlineData("public partial class {|CNN0006:Net|} { public void Predict() { } }")]
    [InlineData("public partial class {|CNN0006:Net|} { public const int InputLength = 3; public int Threads => 2; }")]
    [InlineData("public partial class {|CNN0006:Net|} { public static class Forward; }")]
    [InlineData("public partial class {|CNN0006:Net|} { internal readonly int _engine = 3; }")]
    [InlineData("public partial class {|CNN0006:Net|} { public Net() { } }")]
    [InlineData("public partial class {|CNN0006:Net|} { public Net(int size) { } }")]
    [InlineData("public partial class {|CNN0007:Net|} { public Net(string name) { } }")]
    public void ClassThatCannotBeExtended(string declaration) => Assert.Empty(Markup.Expect(Model + Layers + declaration).Files);

    [Theory]
    [InlineData("public class Outer { @ }", "CNN0002")]
    [InlineData("public partial class Far { public struct Outer { @ } }", "CNN0002")]
    [InlineData("public class Far { public partial interface Outer { @ } }", "CNN0002")]
    [InlineData("public partial class Outer<T> { @ }", "CNN0003")]
    [InlineData("public partial class Far<T> { public partial class Outer { @ } }", "CNN0003")]
    [InlineData("file partial class Outer { @ }", "CNN0003")]
    public void ClassInATypeThatCannotBeExtended(string around, string id) =>
        Assert.Empty(Markup.Expect(Model + around.Replace("@", Layers + "public partial class {|" + id + ":Net|};")).Files);

    [Fact]
    public void EveryFaultOfAModelShowsAtOnce() => Markup.Expect(
        Model + "class Outer { [CnnModel({|CNN0010:0|}, 4, 1)]\n[Dense({|CNN0010:-1|})]\npublic class {|CNN0001,CNN0002,CNN0006:Net|} { public int Classify; } }"
            .Replace("public int Classify;", "public int Classify => 1;"));

    [Fact]
    public void ModelWithoutLayers()
    {
        Build build = Markup.Expect(Model + "[CnnModel(4, 4, 1)] public partial class {|CNN0004:Net|} { public int Twice(float[] x) => 2 * Classify(x); }");
        Assert.Equal(["Net.Shell.g.cs"], build.Files.Keys);
    }

    [Fact]
    public void LayerOnAnotherDeclaration() =>
        Markup.Expect(Model + "[CnnModel(4, 4, 1)] public partial class Net;\n[{|CNN0005:Dense(2)|}, {|CNN0005:Softmax|}] partial class Net;");

    [Fact]
    public void LayerInAnotherFile()
    {
        Build build = new Workbench().Run(Model + Layers + "public partial class Net;", "using Cnn.Gen;\n[Softmax] partial class Net;");
        Diagnostic stray = Assert.Single(build.Ours);
        Assert.Equal("CNN0005", stray.Id);
        Assert.Equal("/project/File1.cs", stray.Location.SourceTree?.FilePath);
    }

    [Fact]
    public void LayersWithoutModel() => Markup.Expect(Model + "[{|CNN0005:Dense(2)|}] [Softmax] public class Net;");

    [Fact]
    public void OldLanguage() => Assert.Empty(
        Markup.Expect(new Workbench { Language = LanguageVersion.CSharp11 }, Model + Layers + "public partial class {|CNN0003:Net|} { }").Files);

    [Fact]
    public void ConstructorThatCallsAGeneratedOneIsWelcome() => Markup.Expect(
        Model + Layers + "public partial class Net { static Net() { } public Net(string name) : this(name.Length) { } public Net(string a, int b) : this(a) { } }");

    [Fact]
    public void InvalidVectorBits()
    {
        Diagnostic diagnostic = Assert.Single(new Workbench { Properties = { ["CnnGenVectorBits"] = "333" } }.Run(Sources.Small).Ours);
        Assert.Equal("CNN0090", diagnostic.Id);
        Assert.Contains("\"333\"", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(Location.None, diagnostic.Location);
    }

    [Fact]
    public void PragmaSilencesADiagnostic() => new Workbench().Run(
        Model + "[CnnModel(4, 4, 1)]\n#pragma warning disable CNN0010\n[Dense(0)]\n#pragma warning restore CNN0010\n[Softmax] public partial class Net;").IsClean();

    [Theory]
    [InlineData(ReportDiagnostic.Suppress)]
    [InlineData(ReportDiagnostic.Warn)]
    [InlineData(ReportDiagnostic.Info)]
    public void EditorConfigSetsTheSeverity(ReportDiagnostic severity)
    {
        Build build = new Workbench { Severities = new Severities("CNN0010", severity) }.Run(Model + "[CnnModel(4, 4, 1)] [Dense(0)] public partial class Net;");
        IEnumerable<DiagnosticSeverity> expected = severity switch
        {
            ReportDiagnostic.Warn => [DiagnosticSeverity.Warning],
            ReportDiagnostic.Info => [DiagnosticSeverity.Info],
            _ => [],
        };
        Assert.Equal(expected, build.Ours.Select(diagnostic => diagnostic.Severity));
    }

    private sealed class Severities(string id, ReportDiagnostic severity) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic found)
        {
            found = severity;
            return diagnosticId == id;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic found)
        {
            found = default;
            return false;
        }
    }
}
