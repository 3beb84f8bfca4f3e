using System.Collections.Immutable;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.SourceGenerator.Diagnostics;
using Cnn.Gen.SourceGenerator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cnn.Gen.SourceGenerator;

/// <summary>
/// Reports all that is wrong with a model, each fault once and at its cause. It reads the class as <see cref="CnnModelGenerator"/> does,
/// and makes the same checks, but no schedule and no text.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CnnModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => DiagnosticCatalog.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A model may itself be written by a tool, so generated code is looked at too.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(ModelDeclaration.ModelAttributeName) is null)
                return;
            var tuning = new TuningCheck();
            start.RegisterSymbolAction(symbol => Analyze(symbol, tuning), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(static end => CheckOptions(end));
            start.RegisterCompilationEndAction(tuning.Report);
        });
    }

    private static void CheckOptions(CompilationAnalysisContext context)
    {
        if (BuildOptions.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions).InvalidVectorBits is not { } text)
            return;
        context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalog.InvalidVectorBits, Location.None,
            $"CnnGenVectorBits is \"{text}\"; it can be 512, 256, 128, 1 (scalar code), or 0 (all of them, chosen at run time)."));
    }

    private static void Analyze(SymbolAnalysisContext context, TuningCheck tuning)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ModelDeclaration.Find(type, context.CancellationToken) is not { } model)
        {
            if (ModelDeclaration.LayersWithoutModel(type).FirstOrDefault() is { } layer)
            {
                Report(context, DiagnosticCatalog.StrayLayer, ProblemLocator.Locate(layer, null, context.CancellationToken),
                    $"{type.Name} has layers but no input. Write [CnnModel(height, width, channels)] above them.");
            }

            return;
        }

        foreach (AttributeData stray in model.StrayLayers)
        {
            Report(context, DiagnosticCatalog.StrayLayer, ProblemLocator.Locate(stray, null, context.CancellationToken),
                $"This layer of {type.Name} stands on another declaration than [CnnModel], so its place among the layers would hang on the order "
                + "of files. Write it below [CnnModel].");
        }

        foreach (Problem problem in Problems(model, context, tuning))
        {
            DiagnosticDescriptor descriptor = DiagnosticCatalog.Of(problem.Id);
            Report(context, descriptor, ProblemLocator.Locate(model, problem, context.CancellationToken), problem.Message);
        }
    }

    private static IReadOnlyList<Problem> Problems(ModelDeclaration model, SymbolAnalysisContext context, TuningCheck tuning)
    {
        List<Problem> shape = [.. ClassShape.Check(model)];
        if (shape.Count == 0)
            shape.AddRange(MemberClash.Find(model.Symbol, context.CancellationToken).Select(static clash => clash.Problem));

        // Where the compiler cannot read an attribute it says so; what we could add would only follow from that. Layers on another
        // declaration leave a network without them, of which the same holds.
        if (model.IsBroken || model.StrayLayers.Length > 0)
        {
            tuning.AddBroken(ModelSpecParser.Parse(model, context.CancellationToken));
            return shape;
        }

        try
        {
            ModelSpec spec = ModelSpecParser.Parse(model, context.CancellationToken);
            tuning.Add(spec);
            shape.AddRange(ModelCompiler.Check(spec));
            bool isSound = shape.All(static problem => DiagnosticCatalog.Of(problem.Id).DefaultSeverity != DiagnosticSeverity.Error);
            if (isSound && !HasGeneratedPart(model.Symbol))
                Explain(spec, BuildOptions.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions).Options);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            shape.Add(new Problem(DiagnosticCatalog.InternalError.Id, Problem.OnClass, null,
                $"Cnn.Gen failed on {model.Symbol.Name}, which is a fault of its own; please report it with the class's attributes. "
                + $"{exception.GetType().Name}: {OneLine(exception.Message)}"));
        }

        return shape;
    }

    /// <summary>
    /// A sound model for which nothing was generated: either the generator has not run, or it failed, and then the same call fails here
    /// too and says how.
    /// </summary>
    private static void Explain(ModelSpec spec, CompilerOptions options) => ModelCompiler.Compile(spec, options);

    private static bool HasGeneratedPart(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(static reference => ModelSpecParser.IsGenerated(reference.SyntaxTree));

    private static string OneLine(string text) => text.Replace("\r", string.Empty).Replace('\n', ' ');

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor descriptor, Location location, string message) =>
        context.ReportDiagnostic(Diagnostic.Create(descriptor, location, message));
}
