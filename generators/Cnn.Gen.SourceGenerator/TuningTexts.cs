using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cnn.Gen.SourceGenerator;

/// <summary>The additional files that <c>cnn tune</c> writes: the one way in which generator and analyzer alike read them.</summary>
internal static class TuningTexts
{
    /// <summary>Whether an additional file is one.</summary>
    public static bool IsTuning(AdditionalText file) => file.Path.EndsWith(TuningFile.Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its content, as data; a file that cannot be read has none.</summary>
    public static TuningFile Read(AdditionalText file, CancellationToken token) =>
        TuningReader.Read(NameOf(file), file.GetText(token)?.ToString() ?? string.Empty);

    /// <summary>A line of the file; the first is 1.</summary>
    public static Location Locate(AdditionalText file, int line, CancellationToken token)
    {
        if (file.GetText(token) is not { } text || line < 1 || line > text.Lines.Count)
            return Location.None;
        TextSpan span = text.Lines[line - 1].Span;
        return Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));
    }

    /// <summary>The name without its folder, whatever the system that the folder was written on.</summary>
    private static string NameOf(AdditionalText file) => file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1);
}
