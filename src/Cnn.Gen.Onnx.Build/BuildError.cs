namespace Cnn.Gen.Onnx.Build;

/// <summary>Something wrong with an <c>OnnxModel</c> of a project.</summary>
/// <param name="Id">Which kind of thing.</param>
/// <param name="Message">What was expected and what came.</param>
internal sealed record BuildError(string Id, string Message)
{
    /// <summary>The model cannot be expressed as a class.</summary>
    public const string Inexpressible = "ONNX0001";

    /// <summary>The file cannot be read, or is no ONNX model.</summary>
    public const string Unreadable = "ONNX0002";

    /// <summary>The item in the project says something that is not understood.</summary>
    public const string Settings = "ONNX0003";

    /// <summary>The line that makes an error of a build: its file, id and message, all on one line.</summary>
    public string Line(string file) => $"{file} : error {Id}: {string.Join(' ', Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}";
}
