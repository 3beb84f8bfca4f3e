using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>
/// Reads tuning files: <c>[Namespace.Class]</c>, then a line for each layer, <c>name shape algorithm</c> and for each vector width
/// <c>bits: loop|unrolled rows x columns x vectors</c>, at least one of the two, or <c>bits: lanes</c>. A <c>#</c> begins a comment, blanks separate, empty lines mean nothing.
/// Whatever the text, it is read to its end, with all its problems.
/// </summary>
public sealed class TuningReader
{
    /// <summary>The algorithms that a line can name.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["Direct", .. WinogradTile.All.Select(tile => $"Winograd{tile}")];

    /// <summary>Rows, columns and vectors that a tile can have at most.</summary>
    public static TunedTile LargestTile { get; } = new(4, 28, 4);

    private static readonly string OnTheFly = $"Winograd{WinogradTile.All.Single(tile => tile.OnTheFly)}";

    private const string Example = "\"Conv1  3x3, padding 1, 14x14x32 to 14x14x64  Direct  512: loop 1x14x2\"";

    private readonly string _file;
    private readonly List<TuningProblem> _problems = [];
    private readonly List<(string Name, int Line, List<LayerTuning> Layers)> _sections = [];
    private int _line;

    private TuningReader(string file) => _file = file;

    /// <summary>The file's content, as data.</summary>
    /// <param name="file">Its name, without its folder.</param>
    /// <param name="text">Its text.</param>
    public static TuningFile Read(string file, string text)
    {
        var reader = new TuningReader(file);
        foreach (string line in text.Split('\n'))
        {
            reader._line++;
            int comment = line.IndexOf('#');
            reader.ReadLine((comment < 0 ? line : line.Substring(0, comment)).Trim());
        }

        IEnumerable<ClassTuning> classes = reader._sections
            .Where(section => section.Name.Length > 0)
            .Select(section => new ClassTuning(file, section.Name, section.Line, section.Layers.ToEquatableArray()));
        return new TuningFile(file, classes.ToEquatableArray(), reader._problems.ToEquatableArray());
    }

    /// <summary>The name in a line that begins a class's section; null for any other line.</summary>
    public static string? ClassOf(string line)
    {
        int comment = line.IndexOf('#');
        line = (comment < 0 ? line : line.Substring(0, comment)).Trim();
        return line.Length > 1 && line[0] == '[' && line[line.Length - 1] == ']' ? line.Substring(1, line.Length - 2).Trim() : null;
    }

    private void ReadLine(string line)
    {
        if (line.Length == 0)
            return;
        if (line[0] == '[')
        {
            ReadClass(line);
            return;
        }

        if (_sections.Count == 0)
        {
            Report("A line for a layer must stand below the class that has it, such as [MyApp.DigitNet].");
            _sections.Add((string.Empty, _line, []));
        }

        if (ReadLayer([.. line.Replace(":", " : ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]) is not { } layer)
            return;
        List<LayerTuning> layers = _sections[_sections.Count - 1].Layers;
        if (layers.FirstOrDefault(other => other.Layer == layer.Layer) is { } first)
            Report($"{layer.Layer} has a line already, line {first.Line}, which counts. Remove one of the two.");
        else
            layers.Add(layer);
    }

    private void ReadClass(string line)
    {
        string name = ClassOf(line) ?? string.Empty;
        if (name.Length == 0 || !name.Split('.').All(LayerNames.IsIdentifier))
        {
            Report($"{Shown(line)} is not the name of a class in brackets, such as [MyApp.DigitNet]: its namespace, the types around it, and its own name.");
            name = string.Empty;
        }
        else if (_sections.FirstOrDefault(section => section.Name == name) is { Line: > 0 } first)
        {
            Report($"{name} has a section already, line {first.Line}, which counts. Remove one of the two.");
            name = string.Empty;
        }

        _sections.Add((name, _line, []));
    }

    private LayerTuning? ReadLayer(string[] words)
    {
        int before = _problems.Count;
        if (!LayerNames.IsIdentifier(words[0]))
            Report($"{Shown(words[0])} cannot be a layer's name. A line is such as {Example}.");
        int to = Array.IndexOf(words, "to");
        if (to < 2 || to + 2 >= words.Length || !IsShape(words[to - 1]) || !IsShape(words[to + 1]))
        {
            Report($"Behind the layer's name must stand its window, input \"to\" output, and the algorithm, such as {Example}.");
            return null;
        }

        string algorithm = words[to + 2];
        if (!Algorithms.Contains(algorithm))
        {
            Report($"There is no algorithm {Shown(algorithm)}. Did you mean {Words.Nearest(algorithm, Algorithms)}? There are {string.Join(", ", Algorithms)}.");
            algorithm = Algorithms[0];
        }

        EquatableArray<KernelTuning> kernels = ReadKernels([.. words.Skip(to + 3)], algorithm).ToEquatableArray();
        string shape = string.Join(" ", words.Skip(1).Take(to + 1));
        return _problems.Count == before ? new LayerTuning(words[0], shape, algorithm, kernels, _line) : null;
    }

    private List<KernelTuning> ReadKernels(string[] words, string algorithm)
    {
        var kernels = new List<KernelTuning>();
        for (int next = 0; next < words.Length;)
        {
            string width = words[next];
            if (width is not ("512" or "256" or "128") || next + 1 >= words.Length || words[next + 1] != ":")
            {
                Report($"Expected a vector width and a colon, 512:, 256: or 128:, but found {Shown(width)}.");
                return kernels;
            }

            next += 2;
            int first = next;
            TunedSum sum = next == words.Length ? TunedSum.Any : words[next] switch { "loop" => TunedSum.Loop, "unrolled" => TunedSum.Unrolled, "lanes" => TunedSum.Lanes, _ => TunedSum.Any };
            if (sum != TunedSum.Any)
                next++;
            TunedTile? tile = next < words.Length ? ReadTile(words[next]) : null;
            if (tile is not null)
                next++;
            if (next == first)
            {
                Report($"Behind {width}: must stand loop, unrolled or lanes, a tile of rows x columns x vectors such as 1x14x2, or both"
                    + (next == words.Length ? "." : $", but there is {Shown(words[next])}. A tile has at most {LargestTile}."));
                return kernels;
            }

            if (tile is not null && algorithm == OnTheFly)
                Report($"{tile} is a tile of registers, of which {algorithm} has one only. Leave {width}: out.");
            if (sum != TunedSum.Any && algorithm != Algorithms[0])
                Report($"{words[first]} is for Direct; the products of {algorithm} are always loops. Leave it out.");
            if (sum == TunedSum.Lanes && tile is not null)
                Report($"lanes has no tile, but there is {tile}. Leave one of the two out.");
            int bits = int.Parse(width, CultureInfo.InvariantCulture);
            if (kernels.Any(kernel => kernel.VectorBits == bits))
                Report($"{width}: stands twice. Remove one of the two.");
            kernels.Add(new KernelTuning(bits, sum, tile));
        }

        return kernels;
    }

    private static TunedTile? ReadTile(string word)
    {
        int[]? sides = Numbers(word);
        return sides is [var rows and > 0, var columns and > 0, var vectors and > 0]
            && rows <= LargestTile.Rows && columns <= LargestTile.Columns && vectors <= LargestTile.Vectors ? new TunedTile(rows, columns, vectors) : null;
    }

    private static bool IsShape(string word) => Numbers(word) is { Length: 3 };

    /// <summary>The numbers that stand between the letters x; null for any other text.</summary>
    private static int[]? Numbers(string word)
    {
        string[] parts = word.Split('x');
        var numbers = new int[parts.Length];
        for (int index = 0; index < parts.Length; index++)
        {
            if (!int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]))
                return null;
        }

        return numbers;
    }

    /// <summary>What came, in quotation marks, without what would spoil the message.</summary>
    private static string Shown(string text)
    {
        const int Most = 60;
        string plain = new([.. text.Take(Most).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter)]);
        return $"\"{plain}{(text.Length > Most ? ".." : string.Empty)}\"";
    }

    private void Report(string message) => _problems.Add(new TuningProblem(TuningProblem.Malformed, _line, $"{_file} line {_line}: {message}"));
}
