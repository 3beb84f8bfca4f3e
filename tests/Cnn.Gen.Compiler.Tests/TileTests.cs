using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>
/// Every tile of registers that the scheduler has to choose from, not only the chosen ones, at every width and in double: a model has the same
/// layer once for each tile. Tiles sum in one order, so all of them must give the same bits, at all widths.
/// </summary>
public sealed class TileTests
{
    private const double SingleTolerance = 1e-5, GradientTolerance = 1e-4, DoubleTolerance = 1e-12;

    /// <summary>Layers with sides that few tiles fill, and channels for four vectors of any width, the last of which is not full.</summary>
    private static readonly (string Shape, string Layer, int Images, double Tolerance)[] Cases =
    [
        ("5, 18, 9", "Conv2D(67, 3, Padding = 1, Unroll = Unroll.None", 2, SingleTolerance),
        ("5, 18, 28", "Conv2D(67, 3, Padding = 1", 1, SingleTolerance),
        ("6, 17, 2", "Conv2D(35, 2, Unroll = Unroll.Full", 2, SingleTolerance),
        ("9, 19, 4", "Conv2D(6, 3, Stride = 2, Padding = 1, Groups = 2", 2, SingleTolerance),
        ("5, 7, 20", "Conv2D(67, 1", 2, SingleTolerance),
        ("1, 1, 70", "Dense(67", 19, SingleTolerance),
        ("7, 31, 19", "DepthwiseConv2D(3, Padding = 1", 2, SingleTolerance),
        ("8, 40, 100", "DepthwiseConv2D(3, Padding = 1", 1, SingleTolerance),
        ("9, 14, 16", "Conv2D(80, 3, Padding = 1, Algorithm = ConvAlgorithm.Winograd4x4", 2, 10 * SingleTolerance),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void All_tiles_give_the_same_bits_and_agree_with_the_reference(int number)
    {
        (_, _, int images, double tolerance) = Cases[number];
        List<double[]>? bits = null;
        foreach (Engine engine in Engine.All)
        {
            (ModelUnderTest model, RegisterTile[] tiles) = Compile(number, engine);
            var random = new Random(number);
            ReferenceLayer first = model.Network.Layers[0];
            double[] x = TestData.Reals(random, images * model.Network.Input.Length), dy = TestData.Reals(random, images * first.Op.Output.Length);
            double[][] parameters = [.. first.Op.Parameters.Select(parameter => TestData.Reals(random, parameter.Length))];
            double[] y = first.Op.Forward([x], parameters, images);
            OpGradients expected = first.Op.Backward(dy, [x], parameters, images);
            AssertTaken(model, tiles);
            List<double[]>? ofEngine = engine.IsDouble ? null : bits;
            foreach (ReferenceLayer layer in model.Network.Layers)
            {
                double[] forward = model.KernelForward(layer, [x], parameters), dx = model.KernelBackward(layer, dy, [x], parameters)[0];
                if (ofEngine is null)
                {
                    Close.Assert(y, forward, engine.IsDouble ? DoubleTolerance : tolerance, $"{engine} y of {layer.Name}");
                    Close.Assert(expected.Inputs[0], dx, engine.IsDouble ? DoubleTolerance : GradientTolerance, $"{engine} dx of {layer.Name}");
                    ofEngine = [forward, dx];
                }

                Close.AssertSameBits(ofEngine[0], forward, $"{engine} y of {layer.Name}");
                Close.AssertSameBits(ofEngine[1], dx, $"{engine} dx of {layer.Name}");
            }

            bits ??= ofEngine;
        }
    }

    /// <summary>A model with one layer for each tile, which is in its name; and the tiles.</summary>
    private static (ModelUnderTest Model, RegisterTile[] Tiles) Compile(int number, Engine engine)
    {
        (string shape, string layer, _, _) = Cases[number];
        RegisterTile[] tiles = TilesOf(ModelBinder.Bind(new TestModel("One", $"[CnnModel({shape})]\n[{layer})]").Spec(engine)), engine);
        IEnumerable<string> lines = tiles.Select(tile => $"[{layer}, Name = \"{NameOf(tile)}\", Input = \"Input\")]");
        var model = new TestModel($"Tiles{number}", $"[CnnModel({shape})]\n{string.Join("\n", lines)}");
        Dictionary<string, RegisterTile> asked = tiles.ToDictionary(NameOf);
        return (ModelAssembly.Compile([model], [engine], bound => Ask(bound, asked)).Create(model, engine), tiles);
    }

    /// <summary>The tiles from which the scheduler chooses for a model's only layer.</summary>
    private static RegisterTile[] TilesOf(BoundModel model, Engine engine)
    {
        VectorClass target = VectorClass.ForWidth(engine.VectorBits);
        var op = (ConvOp)model.Layers[0].Kernel!;
        if (op.IsDepthwise)
        {
            Step step = new ModelScheduler(model, ParameterBlock.Of(model.Network), target).Schedule().Predict.Steps[^1];
            DepthwisePlan plan = (DepthwisePlan)step.Plan with { Rows = op.Window.Height.Output, Columns = op.Window.Width.Output };
            return [.. DepthwiseSchedule.Tiles(plan, target, plan.Rows)];
        }

        int filters = op.Filters / op.Groups, lanes = target.LanesFor(filters, engine.IsDouble).Count, vectors = (filters + lanes - 1) / lanes;
        bool isProduct = op.Window.IsPointwise || op.Hints.IsWinograd;
        return [.. isProduct ? TileSchedule.Tiles(1, int.MaxValue, vectors, target) : TileSchedule.Tiles(op.Window.Height.Output, op.Window.Width.Output, vectors, target)];
    }

    /// <summary>Asserts that what was asked for is what was generated, by the model's own summary.</summary>
    private static void AssertTaken(ModelUnderTest model, RegisterTile[] tiles)
    {
        string[] summary = ((string)model.Instance.GetType().GetField("Summary")!.GetRawConstantValue()!).Split('\n');
        foreach (RegisterTile tile in tiles)
        {
            string line = summary.Single(line => line.StartsWith(NameOf(tile) + " ", StringComparison.Ordinal));
            if (line.Contains("direct", StringComparison.Ordinal) || line.Contains("depthwise", StringComparison.Ordinal))
                Assert.Contains($"tile {tile.Rows}x{tile.Columns} x ", line);
            else if (line.Contains("product", StringComparison.Ordinal))
                Assert.Contains($"tile {tile.Columns} x ", line);
        }
    }

    private static string NameOf(RegisterTile tile) => $"Tile{tile.Rows}x{tile.Columns}x{tile.Vectors}";

    private static BoundModel Ask(BoundModel model, Dictionary<string, RegisterTile> tiles)
    {
        Graph.Op WithTile(Graph.Op op, string layer) => op is ConvOp conv ? conv with { Hints = conv.Hints with { Tile = tiles[layer] } } : op;
        return model with
        {
            Network = model.Network.WithNodes(model.Network.Nodes.Select(node => node with { Op = WithTile(node.Op, node.Layer) })),
            Layers = model.Layers.Select(layer => layer with { Kernel = WithTile(layer.Kernel!, layer.Name) }).ToEquatableArray(),
        };
    }
}
