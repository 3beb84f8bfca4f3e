using System.Globalization;
using System.Text;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>Writes indented text, the same on every host: <c>\n</c> for a line's end, the invariant culture for numbers.</summary>
public sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one or more lines at the current depth; an empty text makes an empty line.</summary>
    public void Line(string text = "")
    {
        foreach (string line in text.Replace("\r", string.Empty).Split('\n'))
        {
            if (line.Length > 0)
                _text.Append(' ', _depth * 4).Append(line);
            _text.Append('\n');
        }
    }

    /// <summary>Writes one line of an interpolated text, numbers in the invariant culture.</summary>
    public void Line(FormattableString text) => Line(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes <paramref name="header"/> and opens a block, which the result closes.</summary>
    public Block Open(string header, string closing = "}")
    {
        if (header.Length > 0)
            Line(header);
        Line("{");
        _depth++;
        return new Block(this, closing);
    }

    /// <summary>Opens a loop over whole numbers from <paramref name="begin"/> to before <paramref name="end"/>.</summary>
    public Block Loop(string name, string begin, string end, string step = "1")
    {
        string advance = step == "1" ? $"{name}++" : $"{name} += {step}";
        return Open($"for (int {name} = {begin}; {name} < {end}; {advance})");
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>An open block.</summary>
    public readonly struct Block(CodeWriter writer, string closing) : IDisposable
    {
        /// <summary>Closes the block.</summary>
        public void Dispose()
        {
            writer._depth--;
            writer.Line(closing);
        }
    }
}
