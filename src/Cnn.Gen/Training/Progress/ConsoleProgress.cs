using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cnn.Gen;

/// <summary>
/// Shows a training run in the terminal: one line that is written over in place, with a bar, loss, accuracy, images a second
/// and time left, and that stays as the epoch's summary. Where the output is redirected, each epoch writes its summary only.
/// </summary>
public sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    private const int WidestBar = 40, NarrowestBar = 8;
    private const double PauseSeconds = 0.1;

    private readonly TextWriter _output;
    private readonly bool _interactive;
    private readonly Func<int> _width;
    private readonly string _blocks;
    private long _drawn;
    private int _length;

    /// <summary>Writes to the console.</summary>
    public ConsoleProgress()
        : this(Console.Out, !Console.IsOutputRedirected)
    {
    }

    /// <summary>Writes to <paramref name="output"/>.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="interactive">Whether a carriage return leads back to the line's beginning, as in a terminal.</param>
    /// <param name="width">The terminal's width in columns, asked at each drawing; the console's where not given.</param>
    public ConsoleProgress(TextWriter output, bool interactive, Func<int>? width = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        (_output, _interactive, _width) = (output, interactive, width ?? ConsoleWidth);
        _blocks = output.Encoding.WebName.StartsWith("utf", StringComparison.OrdinalIgnoreCase) ? " ▏▎▍▌▋▊▉█" : " #";
    }

    /// <summary>Draws the line anew, unless it was drawn less than a tenth of a second ago.</summary>
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Overwrite(Summary(epoch, value.Epochs), "\n");
            (_length, _drawn) = (0, 0);
        }
        else if (_interactive && (_drawn == 0 || Stopwatch.GetElapsedTime(_drawn).TotalSeconds >= PauseSeconds))
        {
            _drawn = Stopwatch.GetTimestamp();
            Overwrite(Line(value, Math.Max(1, _width() - 1)), "");
        }
    }

    /// <summary>A duration as h:mm:ss, or m:ss below an hour; seconds are rounded up, so that 0:00 means done.</summary>
    internal static string Duration(TimeSpan time)
    {
        var whole = TimeSpan.FromSeconds(Math.Ceiling(Math.Min(time.TotalSeconds, TimeSpan.FromDays(999).TotalSeconds)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(whole.TotalHours >= 1 ? $"{(int)whole.TotalHours}:{whole.Minutes:00}" : $"{whole.Minutes}")}:{whole.Seconds:00}");
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : 80;
        }
        catch (IOException)
        {
            return 80; // no terminal to ask
        }
    }

    private static string Summary(EpochResult epoch, int epochs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}/{epochs}  loss {epoch.Loss:0.0000}  accuracy {epoch.Accuracy:0.00%}");
        if (epoch.Validation is { } validation)
            text.Append(CultureInfo.InvariantCulture, $"  validation {validation.Accuracy:0.00%} (loss {validation.Loss:0.0000})");
        return text.Append(CultureInfo.InvariantCulture, $"  {epoch.ImagesPerSecond:#,0} images/s  {epoch.Duration.TotalSeconds:0.0} s").ToString();
    }

    /// <summary>The line at <paramref name="width"/> columns: what does not fit is left out from the right; the bar takes what is over.</summary>
    private string Line(TrainingProgress value, int width)
    {
        double part = value.ImagesPerEpoch == 0 ? 0 : (double)value.Images / value.ImagesPerEpoch;
        ReadOnlySpan<string> pieces =
        [
            Invariant($"epoch {value.Epoch}/{value.Epochs} "),
            Invariant($" {part,4:0%}"),
            Invariant($"  loss {value.Loss:0.0000}"),
            Invariant($"  accuracy {value.Accuracy:0.00%}"),
            Invariant($"  {value.ImagesPerSecond:#,0} images/s"),
            $"  {Duration(value.Remaining)} left",
        ];
        int used = 0, count = 0;
        while (count < pieces.Length && used + pieces[count].Length <= width)
            used += pieces[count++].Length;

        var line = new StringBuilder(width);
        for (int i = 0; i < count; i++)
        {
            line.Append(pieces[i]);
            if (i == 0 && width - used >= NarrowestBar)
                AppendBar(line, part, Math.Min(WidestBar, width - used));
        }

        return line.ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private void AppendBar(StringBuilder line, double part, int columns)
    {
        int steps = _blocks.Length - 1;
        int filled = (int)Math.Round(part * columns * steps);
        for (int i = 0; i < columns; i++)
            line.Append(_blocks[Math.Clamp(filled - (i * steps), 0, steps)]);
    }

    /// <summary>Writes a line over the one before in a single call, padded to its length: nothing is cleared, so nothing flickers.</summary>
    private void Overwrite(string line, string end)
    {
        _output.Write((_interactive ? "\r" : "") + line.PadRight(_length) + end);
        _output.Flush();
        _length = line.Length;
    }
}
