using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Onnx.Import.Draft;

namespace Cnn.Gen.Onnx.Import.Rules;

/// <summary>Zeros around the input of a convolution or an average are the padding of that layer itself.</summary>
internal static class PaddingRule
{
    /// <summary>Runs the rule.</summary>
    public static void Apply(DraftNetwork network)
    {
        foreach (DraftLayer pad in network.Layers.Where(layer => layer.Kind == Kinds.ZeroPad).ToArray())
        {
            if (!network.HasOneReader(pad) || network.Readers(pad).Single() is not { Window: { } window } reader)
                continue;
            DraftWindow sides = pad.Window!;
            bool isPool = reader.Kind == "AvgPool2D";
            if (reader.Kind is not (Kinds.Conv or Kinds.Depthwise) && !(isPool && Fits(reader, window, sides)))
                continue;
            if (reader.IsSignal && (sides.Top != 0 || sides.Bottom != 0))
                continue;
            reader.Window = window with
            {
                Mode = "Explicit",
                Top = window.Top + sides.Top, Bottom = window.Bottom + sides.Bottom, Left = window.Left + sides.Left, Right = window.Right + sides.Right,
            };
            if (isPool && !reader.Arguments.Any(argument => argument.Name == "CountIncludePad"))
                reader.Arguments.Add(new ArgumentSpec("CountIncludePad", true));
            reader.Sources.InsertRange(0, pad.Sources);
            network.Replace(pad, pad.Input);
        }
    }

    /// <summary>Whether the zeros count in every divisor, and no window lies among them alone.</summary>
    private static bool Fits(DraftLayer pool, DraftWindow window, DraftWindow sides)
    {
        bool counts = window.IsUnpadded || pool.Arguments.Any(argument => argument.Name == "CountIncludePad");
        int height = window.DilationHeight * (window.Height - 1), width = window.DilationWidth * (window.Width - 1);
        return counts && !pool.Arguments.Any(argument => argument.Name == "CeilMode")
            && Math.Max(window.Top + sides.Top, window.Bottom + sides.Bottom) <= height
            && Math.Max(window.Left + sides.Left, window.Right + sides.Right) <= width;
    }
}
