using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Commands;

namespace Cnn.Gen.Tool.Tuning;

/// <summary>The file that a tuning writes: what it has of other classes stays, and it is there whole or as it was.</summary>
internal sealed class TuningOutput
{
    private readonly string _path;

    private TuningOutput(string path, string text, TuningFile file)
    {
        _path = path;
        Text = text;
        File = file;
    }

    /// <summary>What will be written.</summary>
    public string Text { get; private set; }

    /// <summary>What there was.</summary>
    public TuningFile File { get; }

    /// <summary>Looks at what is there, and whether it can be written, before anything is measured.</summary>
    /// <exception cref="CommandException">It is no tuning file.</exception>
    public static TuningOutput Open(string path)
    {
        if (!path.EndsWith(TuningFile.Extension, StringComparison.OrdinalIgnoreCase))
            throw new CommandException($"{path} does not end in {TuningFile.Extension}, by which the generator knows tuning files among the additional files of a project.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path) || !Directory.Exists(folder))
            throw new CommandException(Directory.Exists(path) ? $"{path} is a folder." : $"There is no folder {folder}.");
        System.IO.File.WriteAllText(Temporary(path), string.Empty);
        System.IO.File.Delete(Temporary(path));
        string text = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : string.Empty;
        TuningFile file = TuningReader.Read(Path.GetFileName(path), text);
        if (file.Problems.Count > 0)
        {
            const int Most = 10;
            string more = file.Problems.Count > Most ? $"\n.. and {file.Problems.Count - Most} more" : string.Empty;
            throw new CommandException($"{path} has lines that cannot be read, so it is left as it is. Correct them, or give another file with -o.\n"
                + string.Join("\n", file.Problems.Take(Most).Select(problem => problem.Message)) + more);
        }

        return new TuningOutput(path, text, file);
    }

    /// <summary>Puts a class's section in the place of its earlier one.</summary>
    /// <param name="tuning">The section.</param>
    /// <param name="notes">Comments below the class's name.</param>
    /// <param name="comments">Comments behind lines, by layer; those of other lines stay as they are.</param>
    public void Put(ClassTuning tuning, IEnumerable<string> notes, IReadOnlyDictionary<string, string> comments)
    {
        string[] before = Text.Split('\n');
        Dictionary<string, string> all = new(comments);
        foreach (LayerTuning line in File.Classes.Where(section => section.ClassName == tuning.ClassName).SelectMany(section => section.Lines))
        {
            int comment = before[line.Line - 1].IndexOf('#', StringComparison.Ordinal);
            if (comment >= 0)
                all.TryAdd(line.Layer, before[line.Line - 1][(comment + 1)..].Trim());
        }

        Text = TuningWriter.Merge(Text, tuning.ClassName, TuningWriter.Section(tuning, notes, all));
    }

    /// <summary>Writes it, beside its place first, so that a crash never leaves half a file.</summary>
    public void Save()
    {
        System.IO.File.WriteAllText(Temporary(_path), Text);
        System.IO.File.Move(Temporary(_path), _path, overwrite: true);
    }

    private static string Temporary(string path) => $"{path}.{Environment.ProcessId}.tmp";
}
