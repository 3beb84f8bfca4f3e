using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;
using Cnn.Gen.Tool.Tuning;
using Spectre.Console;

namespace Cnn.Gen.Tool.Commands;

/// <summary><c>cnn tune</c>: measures how layers are best computed on this machine, and writes a file that overrides the cost model.</summary>
internal static class TuneCommand
{
    private const int MostRounds = 10_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> model = CommonArguments.Model();
        var className = new Option<string?>("--class") { Description = "The class's name; all networks where not given." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"The file to write, ending in {TuningFile.Extension}; the assembly's name with that ending where not given. What it has of other classes stays.",
        };
        var layers = new Option<string[]>("--layers") { Description = "The layers to measure; all where not given. What the file has of others stays.", AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "How many times each way is timed, in turn with the others.", DefaultValueFactory = _ => 21 };
        var seed = new Option<int>("--seed") { Description = "What parameters and images are drawn from.", DefaultValueFactory = _ => 1 };
        var command = new Command("tune", "Measures on this machine how each layer is best computed, and writes a text file that overrides the cost model's choices.")
        {
            model, className, output, layers, rounds, seed,
        };
        command.Does(parsed =>
        {
            if (parsed.GetValue(rounds) is < 1 or > MostRounds)
                throw new CommandException($"--rounds {parsed.GetValue(rounds)}: a number from 1 to {MostRounds} is expected.");
            string path = parsed.GetRequiredValue(model);
            (IReadOnlyList<(string FullName, BoundModel Model)> found, string assembly) = ModelSource.FindAll(path, parsed.GetValue(className));
            string file = parsed.GetValue(output) ?? Path.GetFileNameWithoutExtension(assembly) + TuningFile.Extension;
            string[]? names = parsed.GetValue(layers) is { Length: > 0 } given ? given : null;
            TextWriter writer = parsed.InvocationConfiguration.Output;
            return Run(new NetworkTuner(parsed.GetValue(rounds), parsed.GetValue(seed)), found, names, file, $"cnn tune {path}", writer);
        });
        return command;
    }

    private static int Run(
        NetworkTuner tuner, IReadOnlyList<(string FullName, BoundModel Model)> models, string[]? names, string path, string command, TextWriter output)
    {
        TuningOutput file = TuningOutput.Open(path);
        (string FullName, BoundModel Model, IReadOnlyList<LayerAlone> Layers)[] all =
            [.. models.Select(model => (model.FullName, model.Model, LayerAlone.AllOf(model.Model)))];
        CheckNames(names, [.. all.SelectMany(model => model.Layers).SelectMany(layer => layer.Layers).Distinct()]);
        var chosen = all.Select(model => model with { Layers = [.. model.Layers.Where(layer => names is null || layer.Layers.Any(names.Contains))] })
            .Where(model => model.Layers.Count > 0).ToList();
        if (chosen.Count == 0)
            throw new CommandException($"{string.Join(", ", models.Select(model => model.FullName))} {(models.Count == 1 ? "has" : "have")} no convolution and no dense layer: there is nothing to be tuned.");

        IAnsiConsole console = CommandConsole.Create(output);
        foreach ((string fullName, BoundModel model, IReadOnlyList<LayerAlone> layers) in chosen)
        {
            LayerTuning[] kept = [.. file.File.Classes.Where(section => section.ClassName == fullName).SelectMany(section => section.Lines)
                .Where(line => names is not null && !layers.Any(layer => layer.Layers.Contains(line.Layer)))];
            NetworkResult result = Watch(console, output, fullName, layers.Count, progress => tuner.Tune(fullName, model, layers, kept, progress));
            TuningTable.Print(console, result);
            file.Put(result.Tuning, [$"{command}, {Machine()}, {DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", TuningTable.Verdict(result)], result.Comments());
        }

        file.Save();
        output.WriteLine($"{path} is written. For the generator to read it, the project lists it: <AdditionalFiles Include=\"{Path.GetFileName(path)}\" />");
        return 0;
    }

    private static void CheckNames(string[]? names, string[] known)
    {
        string[] unknown = [.. (names ?? []).Except(known)];
        if (unknown.Length > 0)
        {
            throw new CommandException(string.Join("\n", unknown.Select(name => $"--layers {name}: there is no such layer that can be tuned."
                + (known.Length > 0 ? $" Did you mean {Words.Nearest(name, known)}? There are {string.Join(", ", known)}." : string.Empty))));
        }
    }

    /// <summary>Shows how far the work has come: a bar on a terminal, else a line for each layer.</summary>
    private static NetworkResult Watch(IAnsiConsole console, TextWriter output, string fullName, int count, Func<Action<LayerResult>, NetworkResult> work)
    {
        if (!CommandConsole.IsTerminal(output))
        {
            return work(layer => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{fullName}: {string.Join(", ", layer.Layer.Layers)}, {layer.Measured} ways, {layer.CostModel.Time:F1} us{(layer.IsBetter ? $", {layer.Best.Time:F1} us by {layer.Best.Way.Text}" : string.Empty)}")));
        }

        return console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn()).Start(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(fullName), maxValue: count + 1);
            return work(layer =>
            {
                task.Increment(1);
                task.Description = Markup.Escape($"{fullName}: behind {layer.Layer.Layers[0]}");
            });
        });
    }

    /// <summary>What was measured on.</summary>
    private static string Machine()
    {
        const string CpuInfo = "/proc/cpuinfo", Key = "model name";
        string? processor = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        string vectors = NetworkCompiler.VectorBits == 1 ? "no vectors" : $"{NetworkCompiler.VectorBits}-bit vectors";
        return $"{processor ?? RuntimeInformation.ProcessArchitecture.ToString()}, {vectors}, {RuntimeInformation.FrameworkDescription}";
    }
}
