using System.CommandLine;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Tool.Models;
using Cnn.Gen.Tool.Verification;
using Spectre.Console;

namespace Cnn.Gen.Tool.Commands;

/// <summary><c>cnn verify</c>: a class against an ONNX file, layer by layer.</summary>
internal static class VerifyCommand
{
    /// <summary>What <see cref="Precision.Strict"/> promises, as a share of the output's scale.</summary>
    private const double StrictTolerance = 1e-5;

    /// <summary>What is promised otherwise.</summary>
    private const double UsualTolerance = 1e-4;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> model = CommonArguments.Model();
        Option<string?> className = CommonArguments.Class(), weights = new("--weights")
        {
            Description = "A safetensors file with the parameters; <class>.safetensors beside the assembly, or else those of the ONNX file, where not given.",
        };
        var against = new Option<string>("--against") { Description = "The ONNX file.", Required = true };
        var input = new Option<string[]>("--input") { Description = "Images to compare on, beside random ones: .safetensors or .npy.", AllowMultipleArgumentsPerToken = true };
        var seed = new Option<int>("--seed") { Description = "What random images are drawn from.", DefaultValueFactory = _ => 1 };
        var count = new Option<int>("--images") { Description = "How many random images.", DefaultValueFactory = _ => 3 };
        var tolerance = new Option<double?>("--tolerance")
        {
            Description = $"The largest difference, as a share of a value's largest number; {UsualTolerance}, or {StrictTolerance} for Precision.Strict, where not given.",
        };
        var command = new Command("verify", "Compares a network with an ONNX file in ONNX Runtime, layer by layer. Exit code 1 if they differ.")
        {
            model, against, className, weights, input, seed, count, tolerance,
        };
        command.Does(parsed =>
        {
            string path = parsed.GetRequiredValue(model);
            (BoundModel found, string assembly) = ModelSource.Find(path, parsed.GetValue(className));
            using var onnx = new OnnxValues(parsed.GetRequiredValue(against));
            NameMap names = NameMap.Of(found, onnx, parsed.GetRequiredValue(against));
            var verifier = new Verifier(found, onnx, names.Names);
            string source = names.LoadParameters(verifier.Network, parsed.GetValue(weights), assembly);

            (int Height, int Width, int Channels) shape = verifier.Network.Input;
            int length = shape.Height * shape.Width * shape.Channels;
            List<double[]> images = [.. TestImages.Random(parsed.GetValue(seed), parsed.GetValue(count), length)];
            foreach (string file in parsed.GetValue(input) ?? [])
                images.AddRange(TestImages.Read(file, shape));
            if (images.Count == 0)
                throw new CommandException("There is nothing to compare on: no random images (--images 0) and no --input.");

            double limit = parsed.GetValue(tolerance) ?? (found.Strict ? StrictTolerance : UsualTolerance);
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{found.Spec.ClassName}, parameters {source}, on {images.Count} images (random ones from seed {parsed.GetValue(seed)})");
            if (names.Note is not null)
                output.WriteLine(names.Note);
            return Report(verifier.Run(images), limit, output);
        });
        return command;
    }

    private static int Report(VerifierReport report, double tolerance, TextWriter output)
    {
        ReportTable.Print(CommandConsole.Create(output), report, tolerance);
        VerifiedValue[] beyond = [.. report.Values.Append(report.Output).Where(value => !ReportTable.IsWithin(value, tolerance))];
        int compared = report.Values.Count(value => value.Difference is not null);
        string text = FormattableString.Invariant($"{tolerance}");
        if (report.Output.Difference is null)
        {
            output.WriteLine("The outputs have different sizes: these are not the same network.");
            return CommandRunner.Failed;
        }

        output.WriteLine(beyond.Length == 0
            ? $"The {compared} compared values and the output are within {text} of their largest number."
            : $"{beyond.Length} of {compared + 1} compared values differ by more than {text} of their largest number, the first is {beyond[0].Name}.");
        return beyond.Length == 0 ? 0 : CommandRunner.Failed;
    }
}
