using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Compiles source text as a strict user's project would, with the generator and the analyzer in it.</summary>
internal sealed class Workbench
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(CnnModelAttribute).Assembly.Location)];

    /// <summary>The user's C#.</summary>
    public LanguageVersion Language { get; init; } = LanguageVersion.CSharp12;

    /// <summary>Severities as an <c>.editorconfig</c> sets them.</summary>
    public SyntaxTreeOptionsProvider? Severities { get; init; }

    /// <summary>MSBuild properties that the compiler sees.</summary>
    public Dictionary<string, string> Properties { get; init; } = [];

    /// <summary>Additional files: their paths and texts.</summary>
    public (string Path, string Text)[] AdditionalFiles { get; init; } = [];

    /// <summary>The additional files as the compiler sees them.</summary>
    public ImmutableArray<AdditionalText> AdditionalTexts => [.. AdditionalFiles.Select(file => new MemoryText(file.Path, file.Text))];

    /// <summary>The user's files, without anything generated. Everything strict: nullable, checked arithmetic, all warnings.</summary>
    public CSharpCompilation Compilation(params string[] sources) => CSharpCompilation.Create(
        "Consumer",
        sources.Select((source, index) => Tree(source, $"/project/File{index}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            warningLevel: 9999,
            checkOverflow: true,
            specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress)])
        .WithSyntaxTreeOptionsProvider(Severities));

    /// <summary>One file.</summary>
    public SyntaxTree Tree(string source, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source), new CSharpParseOptions(Language, DocumentationMode.Diagnose), path);

    /// <summary>A driver with the generator in it, which remembers its steps.</summary>
    public CSharpGeneratorDriver Driver() => (CSharpGeneratorDriver)CSharpGeneratorDriver.Create(
        [new CnnModelGenerator().AsSourceGenerator()],
        AdditionalTexts,
        parseOptions: new CSharpParseOptions(Language, DocumentationMode.Diagnose),
        optionsProvider: new Options(Properties),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The whole build of <paramref name="sources"/>.</summary>
    public Build Run(params string[] sources)
    {
        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(Compilation(sources), out Compilation output, out ImmutableArray<Diagnostic> silence);
        Assert.Empty(silence);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return new Build(output, result, Analyze(output));
    }

    /// <summary>What the analyzer says of a compilation.</summary>
    public ImmutableArray<Diagnostic> Analyze(Compilation compilation)
    {
        Exception? thrown = null;
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(AdditionalTexts, new Options(Properties)), (exception, _, _) => thrown = exception, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> diagnostics =
            new CompilationWithAnalyzers(compilation, [new CnnModelAnalyzer()], options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.True(thrown is null, $"The analyzer threw {thrown}");
        return diagnostics;
    }

    /// <summary>An additional file.</summary>
    internal sealed class MemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options(Dictionary<string, string> properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Global(Dictionary<string, string> properties) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            properties.TryGetValue(key.Replace("build_property.", string.Empty), out value);
    }
}

/// <summary>What came of a build.</summary>
/// <param name="Output">The compilation with generated files.</param>
/// <param name="Generator">The generator's files and steps.</param>
/// <param name="Ours">What the analyzer reports.</param>
internal sealed record Build(Compilation Output, GeneratorRunResult Generator, ImmutableArray<Diagnostic> Ours)
{
    /// <summary>Generated files by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; } = Generator.GeneratedSources.ToDictionary(file => file.HintName, file => file.SourceText.ToString());

    /// <summary>What the C# compiler says, hidden notes aside.</summary>
    public IReadOnlyList<Diagnostic> Compilers() =>
        [.. Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)];

    /// <summary>Fails if the C# compiler or the analyzer has anything to say.</summary>
    public Build IsClean()
    {
        string all = string.Join("\n", Compilers().Concat(Ours).Select(diagnostic => diagnostic.ToString()));
        Assert.True(all.Length == 0, all);
        return this;
    }
}
