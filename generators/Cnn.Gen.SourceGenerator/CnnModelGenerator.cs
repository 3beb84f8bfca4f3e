using System.Collections.Immutable;
using System.Text;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.SourceGenerator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cnn.Gen.SourceGenerator;

/// <summary>
/// Makes two files of every class with <c>[CnnModel]</c>: its public surface and its kernels. This file is the wiring only. The
/// generator is silent: what is wrong with a model is reported by <see cref="CnnModelAnalyzer"/>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class CnnModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<NamedModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ModelDeclaration.ModelAttributeName,
                static (node, _) => ModelDeclaration.CanCarryModel(node),
                static (target, token) => Parse(target, token))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(TrackingNames.Model);

        IncrementalValueProvider<EquatableArray<TuningFile>> files = context.AdditionalTextsProvider
            .Where(static file => TuningTexts.IsTuning(file))
            .Select(static (file, token) => TuningTexts.Read(file, token))
            .Collect()
            .Select(static (files, _) => files.ToEquatableArray())
            .WithTrackingName(TrackingNames.TuningFiles);

        // A class sees its own section only: another's may change without this class being compiled again.
        IncrementalValuesProvider<NamedModel> tuned = models
            .Combine(files)
            .Select(static (pair, _) => pair.Left with { Tuning = TuningFile.For(pair.Left.Spec.FullName, pair.Right) })
            .WithTrackingName(TrackingNames.Tuned);

        IncrementalValueProvider<CompilerOptions> options = context.AnalyzerConfigOptionsProvider
            .Select(static (provider, _) => BuildOptions.Read(provider.GlobalOptions).Options)
            .WithTrackingName(TrackingNames.Options);

        IncrementalValueProvider<EquatableArray<string>> clashes = models
            .Select(static (model, _) => model.FileName)
            .Collect()
            .Select(static (names, _) => FileNames.Clashes(names))
            .WithTrackingName(TrackingNames.Clashes);

        IncrementalValuesProvider<CompiledFiles> compiled = tuned
            .Combine(options)
            .Select(static (pair, token) => Compile(pair.Left, pair.Right, token))
            .Where(static files => files is not null)
            .Select(static (files, _) => files!)
            .WithTrackingName(TrackingNames.Compiled);

        Output(TrackingNames.Shell, ".g.cs", static files => files.Shell);
        Output(TrackingNames.Kernels, ".Kernels.g.cs", static files => files.Kernels);

        // Each file is a step of its own, cached by its text: a change that leaves one file as it was does not remake it.
        void Output(string step, string extension, Func<CompiledFiles, string> text) => context.RegisterSourceOutput(
            compiled.Select((files, _) => new NamedText(files.FileName, text(files))).WithTrackingName(step).Combine(clashes),
            (output, pair) => Add(output, extension, pair.Left, pair.Right));
    }

    private static NamedModel? Parse(GeneratorAttributeSyntaxContext target, CancellationToken token)
    {
        if (target.TargetSymbol is not INamedTypeSymbol type
            || ModelDeclaration.Find(type, token) is not { } model
            || model.Declaration != target.TargetNode
            || ClassShape.Check(model).Any())
        {
            return null;
        }

        return new NamedModel(FileNames.Of(type), ModelSpecParser.Parse(model, token));
    }

    private static CompiledFiles? Compile(NamedModel model, CompilerOptions options, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            CompiledModel compiled = ModelCompiler.Compile(model.Spec, options with { Tuning = model.Tuning });
            return new CompiledFiles(model.FileName, compiled.Shell, compiled.Kernels);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A fault of ours: the analyzer sees that the files are missing and says why.
            return null;
        }
    }

    private static void Add(SourceProductionContext output, string extension, NamedText file, EquatableArray<string> clashes)
    {
        if (file.Text.Length > 0)
            output.AddSource(FileNames.HintName(file.FileName, extension, clashes), SourceText.From(file.Text, Encoding.UTF8));
    }

    private sealed record NamedModel(string FileName, ModelSpec Spec)
    {
        public ClassTuning? Tuning { get; init; }
    }

    private sealed record CompiledFiles(string FileName, string Shell, string Kernels);

    private sealed record NamedText(string FileName, string Text);
}
