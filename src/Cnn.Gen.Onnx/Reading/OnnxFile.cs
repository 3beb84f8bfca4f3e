using Cnn.Gen.Onnx.Protos;
using Google.Protobuf;

namespace Cnn.Gen.Onnx.Reading;

/// <summary>From bytes to protobuf messages. A file that is cut short or is something else is an error that says at which byte.</summary>
internal static class OnnxFile
{
    /// <summary>Reads a file as a whole.</summary>
    /// <exception cref="InvalidDataException">It is not an ONNX model.</exception>
    public static ModelProto Read(string path)
    {
        var file = new FileInfo(path);
        if (file.Length > Array.MaxLength)
            throw new InvalidDataException($"{file.Name} has {file.Length:N0} bytes; a protobuf message has at most 2 GiB. Weights of larger models stand in files of their own.");
        return Parse(File.ReadAllBytes(path));
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="InvalidDataException">It is not an ONNX model.</exception>
    public static ModelProto Read(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray());
    }

    /// <summary>Reads one tensor, as the official tests keep their inputs and outputs.</summary>
    /// <exception cref="InvalidDataException">It is not a tensor.</exception>
    public static TensorProto ReadTensor(byte[] bytes) => Parse(bytes, new TensorProto(), "tensor");

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">It is not an ONNX model.</exception>
    public static ModelProto Parse(byte[] bytes)
    {
        ModelProto model = Parse(bytes, new ModelProto(), "model");
        if (model.Graph is null)
            throw new InvalidDataException($"This is not an ONNX model, or it is cut short: there is no graph in its {bytes.Length:N0} bytes (offset {bytes.Length:N0}).");
        return model;
    }

    private static T Parse<T>(byte[] bytes, T message, string what)
        where T : IMessage
    {
        // Over an array the reader checks every length against the bytes that are left before it allocates.
        var input = new CodedInputStream(bytes);
        try
        {
            message.MergeFrom(input);
            return input.IsAtEnd ? message : throw new InvalidDataException(
                $"This is not an ONNX {what}, or it is damaged: it ends at byte offset {input.Position:N0} of {bytes.Length:N0}.");
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or ArgumentException or IOException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"This is not an ONNX {what}, or it is damaged or cut short: at byte offset {input.Position:N0} of {bytes.Length:N0}: {exception.Message}", exception);
        }
    }
}
