using Cnn.Gen.Onnx.Protos;
using Cnn.Gen.Onnx.Reading;
using Cnn.Gen.Tool.Models;
using Google.Protobuf;

namespace Cnn.Gen.Tool.Verification;

/// <summary>
/// An ONNX file in ONNX Runtime with every value between its nodes as an output, unfused; and the file as it is, for its final output.
/// </summary>
internal sealed class OnnxValues : IDisposable
{
    private readonly OnnxSession _all;
    private readonly OnnxSession _plain;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is; weights in other files are looked for beside it.</param>
    public OnnxValues(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        ModelProto model = OnnxFile.Parse(file);
        OutputName = model.Graph.Output.FirstOrDefault()?.Name ?? throw new InvalidDataException($"{path} has no output.");
        Names = [.. model.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0)];
        var known = model.Graph.Output.Select(output => output.Name).ToHashSet();
        IEnumerable<string> between = model.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0 && known.Add(name));
        model.Graph.Output.Add(between.Select(name => new ValueInfoProto { Name = name }).ToArray());

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        _plain = new OnnxSession(file, folder: folder);
        _all = new OnnxSession(model.ToByteArray(), optimize: false, folder);
    }

    /// <summary>The name of the file's output.</summary>
    public string OutputName { get; }

    /// <summary>The names of all values that nodes write, in the order of the nodes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The file's own output, and every value, for one image (h, w, c).</summary>
    public (OnnxTensor Output, IReadOnlyDictionary<string, OnnxTensor> Values) Run(double[] image, (int Height, int Width, int Channels) shape)
    {
        (double[] input, int[] sides) = Arrange(image, shape);
        return (_plain.Run(input, sides)[OutputName], _all.Run(input, sides));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plain.Dispose();
        _all.Dispose();
    }

    /// <summary>
    /// The image in the file's own order of sides, and those: channels first, unless the file's input has them last. Where the file wants a
    /// batch of more than one image, the image several times.
    /// </summary>
    private (double[] Input, int[] Sides) Arrange(double[] image, (int Height, int Width, int Channels) shape)
    {
        int[] declared = _plain.InputShape;
        int batch = declared.Length > 0 && declared[0] > 1 ? declared[0] : 1;
        (int h, int w, int c) = shape;
        int[][] candidates = declared.Length switch
        {
            4 => [[c, h, w], [h, w, c]],
            3 => [[c, h * w], [h, w * c]],
            2 => [[h * w * c]],
            _ => [],
        };
        int[] sides = candidates.FirstOrDefault(candidate => candidate.Zip(declared.Skip(1)).All(pair => pair.Second == pair.First || pair.Second <= 0))
            ?? throw new InvalidDataException($"The file's input {_plain.InputName} is ({string.Join(", ", declared)}), but the network's images are {h}x{w}x{c}.");

        double[] arranged = image;
        if (sides[0] == c && sides.Length > 1)
        {
            arranged = new double[image.Length];
            Layout.NhwcToNchw<double>(image, arranged, h, w, c);
        }

        return ([.. Enumerable.Repeat(arranged, batch).SelectMany(numbers => numbers)], [batch, .. sides]);
    }
}
