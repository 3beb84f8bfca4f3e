using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Import.Writing;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import;

/// <summary>Tells what became of each node: a line for each layer, then those that became none.</summary>
internal sealed class Report(Lowering lowering, DraftNetwork network, SpecBuilder builder)
{
    /// <summary>The lines.</summary>
    public IEnumerable<ImportLine> Lines
    {
        get
        {
            for (int i = 0; i < network.Layers.Count; i++)
            {
                DraftLayer layer = network.Layers[i];
                yield return Line(layer.Sources, builder.Names[layer], Definition.Print(builder.Spec.Layers[i]));
            }

            HashSet<OnnxNode> used = [.. network.Layers.SelectMany(layer => layer.Sources)];
            OnnxNode[] viewed = [.. lowering.Viewed.Where(node => !used.Contains(node))];
            if (viewed.Length > 0)
                yield return Line(viewed, "", "no layer: the order or shape of elements, which the layers behind take into account");
            if (lowering.Folded.Count > 0)
                yield return Line(lowering.Folded, "", "computed: constants");
            OnnxNode[] gone = [.. lowering.Gone.Where(node => !used.Contains(node))];
            if (gone.Length > 0)
                yield return Line(gone, "", "no layer: changes nothing, or part of a layer above");
        }
    }

    private static ImportLine Line(IEnumerable<OnnxNode> nodes, string layer, string result)
    {
        OnnxNode[] all = [.. nodes.Distinct()];
        return new ImportLine([.. all.Select(node => node.Name)], [.. all.Select(node => node.Operator)], layer, result)
        {
            Values = [.. all.Select(node => node.Outputs[0])],
        };
    }
}
