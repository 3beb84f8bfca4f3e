using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Onnx.Import.Draft;

/// <summary>A layer that only moves elements: which digit of its input's axes becomes which of its output's.</summary>
/// <param name="Kind">The attribute.</param>
/// <param name="Output">The output's shape.</param>
/// <param name="Arguments">The attribute's arguments.</param>
/// <param name="Digits">Pairs of digits, input and output, that cover all axes but the batch.</param>
internal sealed record Rearrangement(string Kind, Shape Output, ArgumentSpec[] Arguments, (Atom From, Atom To)[] Digits)
{
    /// <summary>(h, w, c) as one pixel.</summary>
    public static Rearrangement Flatten(Shape shape) => new("Flatten", shape.Flat, [],
    [
        (Atom.Whole(LayerAxis.Height, shape.Height), new Atom(LayerAxis.Channel, shape.Height, shape.Width * shape.Channels)),
        (Atom.Whole(LayerAxis.Width, shape.Width), new Atom(LayerAxis.Channel, shape.Width, shape.Channels)),
        (Atom.Whole(LayerAxis.Channel, shape.Channels), Atom.Whole(LayerAxis.Channel, shape.Channels)),
    ]);

    /// <summary>Channel g * (c / groups) + i becomes channel i * groups + g.</summary>
    public static Rearrangement ChannelShuffle(Shape shape, int groups)
    {
        int members = shape.Channels / groups;
        return new Rearrangement("ChannelShuffle", shape, [new ArgumentSpec("groups", (long)groups)],
        [
            (new Atom(LayerAxis.Channel, groups, members), new Atom(LayerAxis.Channel, groups, 1)),
            (new Atom(LayerAxis.Channel, members, 1), new Atom(LayerAxis.Channel, members, groups)),
            (Atom.Whole(LayerAxis.Height, shape.Height), Atom.Whole(LayerAxis.Height, shape.Height)),
            (Atom.Whole(LayerAxis.Width, shape.Width), Atom.Whole(LayerAxis.Width, shape.Width)),
        ]);
    }

    /// <summary>Channels (b1, b2, c), or (c, b1, b2) in the other order, become blocks of b1 rows and b2 columns.</summary>
    public static Rearrangement DepthToSpace(Shape shape, int block, bool depthFirst)
    {
        int channels = shape.Channels / (block * block);
        ArgumentSpec[] arguments = depthFirst
            ? [new ArgumentSpec("blockSize", (long)block)]
            : [new ArgumentSpec("blockSize", (long)block), new ArgumentSpec("Mode", new EnumValue("DepthToSpaceMode", "ColumnRowDepth"))];
        int row = depthFirst ? block * channels : block, column = depthFirst ? channels : 1, depth = depthFirst ? 1 : block * block;
        return new Rearrangement("DepthToSpace", new Shape(shape.Height * block, shape.Width * block, channels), arguments,
        [
            (new Atom(LayerAxis.Channel, block, row), Atom.Whole(LayerAxis.Height, block)),
            (new Atom(LayerAxis.Channel, block, column), Atom.Whole(LayerAxis.Width, block)),
            (new Atom(LayerAxis.Channel, channels, depth), Atom.Whole(LayerAxis.Channel, channels)),
            (Atom.Whole(LayerAxis.Height, shape.Height), new Atom(LayerAxis.Height, shape.Height, block)),
            (Atom.Whole(LayerAxis.Width, shape.Width), new Atom(LayerAxis.Width, shape.Width, block)),
        ]);
    }

    /// <summary>Blocks of b1 rows and b2 columns become channels (b1, b2, c).</summary>
    public static Rearrangement SpaceToDepth(Shape shape, int block)
    {
        var output = new Shape(shape.Height / block, shape.Width / block, shape.Channels * block * block);
        return new Rearrangement("SpaceToDepth", output, [new ArgumentSpec("blockSize", (long)block)],
        [
            (new Atom(LayerAxis.Height, output.Height, block), Atom.Whole(LayerAxis.Height, output.Height)),
            (Atom.Whole(LayerAxis.Height, block), new Atom(LayerAxis.Channel, block, block * shape.Channels)),
            (new Atom(LayerAxis.Width, output.Width, block), Atom.Whole(LayerAxis.Width, output.Width)),
            (Atom.Whole(LayerAxis.Width, block), new Atom(LayerAxis.Channel, block, shape.Channels)),
            (Atom.Whole(LayerAxis.Channel, shape.Channels), Atom.Whole(LayerAxis.Channel, shape.Channels)),
        ]);
    }

    /// <summary>The same walk over the elements, in digits of the output; null where a digit would fall apart into no whole ones.</summary>
    public Atom[]? Apply(IReadOnlyList<Atom> order)
    {
        var result = new List<Atom>();
        foreach (Atom atom in order)
        {
            if (atom.Axis == LayerAxis.Batch)
            {
                result.Add(atom);
                continue;
            }

            long covered = 1;
            foreach ((Atom from, Atom to) in Digits.Where(pair => pair.From.Axis == atom.Axis).OrderByDescending(pair => pair.From.Stride))
            {
                int low = Math.Max(atom.Stride, from.Stride);
                long high = Math.Min((long)atom.Stride * atom.Size, (long)from.Stride * from.Size);
                if (low >= high)
                    continue;
                if (high % low != 0 || low % from.Stride != 0)
                    return null;
                result.Add(new Atom(to.Axis, (int)(high / low), low / from.Stride * to.Stride));
                covered *= high / low;
            }

            if (covered != atom.Size)
                return null;
        }

        return Atom.Merge(result);
    }
}
