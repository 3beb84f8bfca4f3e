using System.Text;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Onnx.Import.Writing;

/// <summary>The C# file of an imported class, as a person would write it.</summary>
internal static class ClassText
{
    private const int MaxLine = 140;

    /// <summary>The text.</summary>
    /// <param name="spec">The class.</param>
    /// <param name="source">Where it comes from, such as <c>resnet18.onnx (pytorch 1.13.0, opset 13)</c>.</param>
    /// <param name="input">What the ONNX model calls its input, and its shape.</param>
    /// <param name="output">What it calls its output, and its shape.</param>
    public static string Write(ModelSpec spec, string source, string input, string output)
    {
        (source, input, output) = (Printable(source), Printable(input), Printable(output));
        var text = new StringBuilder();
        text.Append($"// Imported from {source}. Weights: {spec.ClassName}.safetensors.\nusing Cnn.Gen;\n\n");
        if (spec.Namespace.Length > 0)
            text.Append($"namespace {spec.Namespace};\n\n");
        text.Append($"/// <summary>{Escaped(source)}: {Escaped(input)} to {Escaped(output)}.</summary>\n");
        foreach (AttributeSpec attribute in spec.Layers.Prepend(spec.Model))
            text.Append(Lines(attribute)).Append('\n');
        return text.Append($"public sealed partial class {spec.ClassName};\n").ToString();
    }

    private static string Lines(AttributeSpec attribute)
    {
        string line = Definition.Print(attribute);
        if (line.Length <= MaxLine)
            return line;
        var lines = new StringBuilder();
        int length = 0;
        foreach (string argument in line.Split(", "))
        {
            string piece = lines.Length == 0 ? argument : ", " + argument;
            if (length + piece.Length > MaxLine)
            {
                lines.Append(",\n    ");
                piece = argument;
                length = 4;
            }

            lines.Append(piece);
            length += piece.Length;
        }

        return lines.ToString();
    }

    /// <summary>Names come from a file that may be anyone's: one with a line's end in it would end the comment.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' || char.IsSurrogate(letter) ? '?' : letter));

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
