using System.CommandLine;
using System.Globalization;
using Cnn.Gen.Onnx;
using Spectre.Console;

namespace Cnn.Gen.Tool.Commands;

/// <summary><c>cnn import</c>: an ONNX file to an attributed class with its weights.</summary>
internal static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The ONNX file." };
        var output = new Option<string?>("--output", "-o") { Description = "The C# file to write; the class's name with .cs where not given." };
        var weights = new Option<string?>("--weights") { Description = "The safetensors file to write; beside the C# file, called as the class, where not given." };
        var className = new Option<string?>("--class") { Description = "The class's name; made from the output's or the model's file name where not given." };
        var @namespace = new Option<string?>("--namespace") { Description = "The class's namespace." };
        var shape = new Option<string?>("--shape") { Description = "The input's shape where the model leaves it open, such as 1x3x224x224." };
        var value = new Option<string?>("--value") { Description = "The name of the value to compute, where the model has several outputs." };
        var layout = new Option<InputLayout>("--layout") { Description = "Which axis of the input holds the channels." };
        var noTraining = new Option<bool>("--no-training") { Description = "The class only predicts." };
        var strict = new Option<bool>("--strict") { Description = "The class uses direct kernels only (Precision.Strict)." };
        var command = new Command("import", "Writes an ONNX model as an attributed class and its weights as a safetensors file.")
        {
            model, output, weights, className, @namespace, shape, value, layout, noTraining, strict,
        };
        command.Does(parsed =>
        {
            string? file = parsed.GetValue(output);
            var options = new ImportOptions
            {
                ClassName = parsed.GetValue(className) ?? (file is null ? null : OnnxModel.ClassName(file)),
                Namespace = parsed.GetValue(@namespace) ?? "",
                InputShape = Shape(parsed.GetValue(shape)),
                Output = parsed.GetValue(value),
                Layout = parsed.GetValue(layout),
                Training = !parsed.GetValue(noTraining),
                Strict = parsed.GetValue(strict),
            };
            return Run(parsed.GetRequiredValue(model), options, file, parsed.GetValue(weights), parsed.InvocationConfiguration);
        });
        return command;
    }

    private static int Run(string model, ImportOptions options, string? file, string? weights, InvocationConfiguration streams)
    {
        ImportResult result;
        try
        {
            result = OnnxModel.Import(model, options);
        }
        catch (ImportException exception)
        {
            WriteProblems(Console(streams.Error), model, exception);
            return CommandRunner.Failed;
        }

        file ??= result.ClassName + ".cs";
        weights ??= result.WeightsPath(file);
        result.Save(file, weights);
        WriteResult(Console(streams.Output), model, file, weights, result);
        return 0;
    }

    /// <summary>Numbers between any of x, comma and space.</summary>
    private static int[]? Shape(string? text)
    {
        if (text is null)
            return null;
        string[] sides = text.Split(['x', ',', ' ', '*'], StringSplitOptions.RemoveEmptyEntries);
        return [.. sides.Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new CommandException($"--shape {text}: '{side}' is no size; whole numbers are expected, such as 1x3x224x224"))];
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!ReferenceEquals(writer, System.Console.Out) || System.Console.IsOutputRedirected)
            console.Profile.Width = 200; // A file or another program reads it: no line is to be broken for a screen's width.
        return console;
    }

    private static void WriteResult(IAnsiConsole console, string model, string file, string weights, ImportResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("layer", "attribute", "from");
        foreach (ImportLine line in result.Lines)
            table.AddRow(Markup.Escape(line.Layer.Length > 0 ? line.Layer : "-"), Markup.Escape(line.Result), Markup.Escape(Nodes(line)));
        console.Write(table);
        foreach (string note in result.Notes)
            console.WriteLine($"Note: {note}");
        ImportedValue input = result.Input, output = result.Output;
        console.WriteLine($"{model} -> {file}, {weights}");
        console.WriteLine($"{result.ClassName}: {input.Height}x{input.Width}x{input.Channels} to {output.Height}x{output.Width}x{output.Channels}, "
            + $"{result.Spec.Layers.Count} layers, {result.Parameters.Sum(parameter => parameter.Shape.Aggregate(1L, static (product, side) => product * side)):N0} parameters");
    }

    private static string Nodes(ImportLine line)
    {
        const int Most = 6;
        IEnumerable<string> nodes = line.Nodes.Zip(line.Operators, static (node, operation) =>
            node.Contains(operation, StringComparison.OrdinalIgnoreCase) ? node : $"{node} ({operation})");
        string list = string.Join(", ", nodes.Take(Most));
        return line.Nodes.Count > Most ? $"{list} and {line.Nodes.Count - Most} more" : list.Length > 0 ? list : "(arranges elements for the layer behind)";
    }

    private static void WriteProblems(IAnsiConsole console, string model, ImportException exception)
    {
        console.WriteLine($"{model} cannot be expressed as a class; nothing was written. {exception.Problems.Count} problem{(exception.Problems.Count == 1 ? "" : "s")}:");
        var table = new Table().Border(TableBorder.Simple).AddColumns("node", "operator", "attribute", "reason");
        foreach (ImportProblem problem in exception.Problems)
        {
            table.AddRow(Markup.Escape(problem.Node.Length > 0 ? problem.Node : "(model)"), Markup.Escape(problem.Operator),
                Markup.Escape(problem.Attribute), Markup.Escape(problem.Reason));
        }

        console.Write(table);
    }
}
