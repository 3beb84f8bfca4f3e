using System.Text.Json;
using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>A cell of the notebook: its inputs, its outputs, and what it printed.</summary>
internal sealed class NotebookCell
{
    private static readonly JsonElement[] Cells = Read();
    private readonly JsonElement _cell;

    /// <summary>The cell called <paramref name="name"/>.</summary>
    public NotebookCell(string name) => _cell = Cells.Single(cell => cell.GetProperty("name").GetString() == name);

    /// <summary>An input.</summary>
    public Tensor Input(string name) => Read(_cell.GetProperty("inputs").GetProperty(name));

    /// <summary>An output.</summary>
    public Tensor Output(string name) => Read(_cell.GetProperty("outputs").GetProperty(name));

    /// <summary>A number such as the stride.</summary>
    public int Setting(string name) => _cell.GetProperty("hparams").GetProperty(name).GetInt32();

    /// <summary>The text printed under a label. (The notebook's own output, in which lines are not indented.)</summary>
    public string Printed(string label) => _cell.GetProperty("printed").GetProperty(label).GetString()!;

    private static JsonElement[] Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Golden.NotebookPath));
        return [.. document.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.Clone())];
    }

    private static Tensor Read(JsonElement tensor)
    {
        int[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
        double[] data = [.. tensor.GetProperty("data").EnumerateArray().Select(Number)];
        return new Tensor(shape, data);
    }

    private static double Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => element.GetDouble(),
    };
}
