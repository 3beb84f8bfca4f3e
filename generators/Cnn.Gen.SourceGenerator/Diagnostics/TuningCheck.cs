using System.Collections.Concurrent;
using Cnn.Gen.Compiler;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cnn.Gen.SourceGenerator.Diagnostics;

/// <summary>
/// What is wrong with a project's tuning files, line by line. They are looked at when all classes have been seen: a section may be about any of them.
/// </summary>
internal sealed class TuningCheck
{
    private readonly ConcurrentDictionary<string, ModelSpec?> _models = new(StringComparer.Ordinal);

    /// <summary>Remembers a class.</summary>
    public void Add(ModelSpec spec) => _models[spec.FullName] = spec;

    /// <summary>Remembers a class whose attributes the compiler cannot read: of its layers nothing can be said.</summary>
    public void AddBroken(ModelSpec spec) => _models[spec.FullName] = null;

    /// <summary>Reports all problems of all files, at their lines.</summary>
    public void Report(CompilationAnalysisContext context)
    {
        var seen = new Dictionary<string, ClassTuning>(StringComparer.Ordinal);
        foreach (AdditionalText text in context.Options.AdditionalFiles.Where(TuningTexts.IsTuning))
        {
            TuningFile file = TuningTexts.Read(text, context.CancellationToken);
            foreach (TuningProblem problem in file.Problems.Concat(file.Classes.SelectMany(section => Check(section, seen))))
            {
                Location location = TuningTexts.Locate(text, problem.Line, context.CancellationToken);
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalog.Of(problem.Id), location, problem.Message));
            }
        }
    }

    private IEnumerable<TuningProblem> Check(ClassTuning section, Dictionary<string, ClassTuning> seen)
    {
        string place = $"{section.File} line {section.Line}";
        if (seen.TryGetValue(section.ClassName, out ClassTuning? first))
            return [new(TuningProblem.Malformed, section.Line, $"{place}: {section.ClassName} has a section in {first.File} already, line {first.Line}, which counts. Remove one of the two.")];
        seen[section.ClassName] = section;
        if (_models.TryGetValue(section.ClassName, out ModelSpec? spec))
            return spec is null ? [] : ModelCompiler.Check(spec, section);
        string known = _models.Count == 0 ? "It has none" : $"Did you mean {Words.Nearest(section.ClassName, _models.Keys)}";
        return [new(TuningProblem.Unknown, section.Line,
            $"{place}: this project has no network {section.ClassName}. {known}{(_models.Count == 0 ? ": a network is a class with [CnnModel(..)]." : "? Run cnn tune again, or remove the section.")}")];
    }
}
