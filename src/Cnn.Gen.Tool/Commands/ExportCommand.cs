using System.CommandLine;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Tool.Commands;

/// <summary><c>cnn export</c>: a class to an ONNX file.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> model = CommonArguments.Model();
        Option<string?> className = CommonArguments.Class(), weights = CommonArguments.Weights();
        var output = new Option<string?>("--output", "-o") { Description = "The ONNX file to write; the class's name with .onnx where not given." };
        var command = new Command("export", "Writes a network as an ONNX file, which ONNX Runtime and others run to the same numbers.")
        {
            model, className, weights, output,
        };
        command.Does(parsed =>
        {
            (BoundModel found, _) = ModelSource.Find(parsed.GetRequiredValue(model), parsed.GetValue(className));
            string path = parsed.GetValue(output) ?? found.Spec.ClassName + ".onnx";
            OnnxModel.Save(found, parsed.GetValue(weights), path);
            parsed.InvocationConfiguration.Output.WriteLine(
                $"{path}: {found.Spec.ClassName}, {found.Layers.Count} layers, {new FileInfo(path).Length:N0} bytes"
                + (parsed.GetValue(weights) is null ? ", parameters of a new instance (--weights gives those of a file)" : string.Empty));
            return 0;
        });
        return command;
    }
}

/// <summary>Arguments that several commands have.</summary>
internal static class CommonArguments
{
    /// <summary>Where the network is.</summary>
    public static Argument<string> Model() => new("model") { Description = "An assembly (.dll) with the class, a project (.csproj), or a folder with one." };

    /// <summary>Which class it is.</summary>
    public static Option<string?> Class() => new("--class") { Description = "The class's name, where there are several networks." };

    /// <summary>Its parameters.</summary>
    public static Option<string?> Weights() => new("--weights") { Description = "A safetensors file with the parameters; those of a new instance where not given." };
}
