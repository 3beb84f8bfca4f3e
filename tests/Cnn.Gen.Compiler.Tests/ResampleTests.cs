using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>The tables of resizing and padding, and how little of them stands in generated text.</summary>
public sealed class ResampleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_pattern_gives_back_its_table(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            ResampleTable table = Draw(random);
            Assert.True(Same(table, ResamplePattern.Of(table)), $"seed {seed}, round {round}: {table.Inputs} to {table.Outputs.Count}");
            ResampleTable back = table.Transpose();
            Assert.True(Same(back, ResamplePattern.Of(back)), $"seed {seed}, round {round}: transposed {table.Inputs} to {table.Outputs.Count}");
            Assert.Equal(table, back.Transpose());
        }
    }

    [Theory]
    [InlineData("Nearest", 56, 224, 1)]
    [InlineData("Nearest", 224, 56, 1)]
    [InlineData("Linear", 56, 112, 4)]
    [InlineData("Linear", 200, 300, 5)]
    [InlineData("Cubic", 56, 224, 16)]
    [InlineData("Linear", 113, 224, 224)]
    public void What_repeats_itself_stands_there_once(string mode, int input, int output, int entries)
    {
        var rule = new ResizeRule(mode, mode == "Nearest" ? "Asymmetric" : "HalfPixel", "Floor");
        Assert.Equal(entries, ResamplePattern.Of(rule.Table(new ResizeRule.Axis(input, output, (double)output / input))).Entries.Count);
    }

    [Theory]
    [InlineData("[Upsample2D(4)]", 12_000)]
    [InlineData("[Upsample2D(3, Mode = UpsampleMode.Bilinear)]", 16_000)]
    [InlineData("[Resize2D(224, 299, Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.AlignCorners)]", 60_000)]
    [InlineData("[ReflectPad2D(40)]", 16_000)]
    public void Text_stays_short(string layer, int most)
    {
        var model = new TestModel("Large", $"[CnnModel(112, 112, 3)]\n{layer}");
        string kernels = ModelCompiler.Compile(model.Spec(Engine.Single), new CompilerOptions(128)).Kernels;
        Assert.InRange(kernels.Length, 1_000, most);
        Assert.Equal(!layer.Contains("(4)"), kernels.Contains("Table ="));
    }

    private static ResampleTable Draw(Random random)
    {
        string mode = new[] { "Nearest", "Linear", "Cubic" }[random.Next(3)];
        string coordinates = new[] { "HalfPixel", "HalfPixelSymmetric", "AlignCorners", "Asymmetric", "TfCropAndResize" }[random.Next(5)];
        int input = random.Next(1, 60), output = random.Next(3) == 0 ? input * random.Next(1, 6) : random.Next(1, 90);
        double scale = (double)output / input * (random.Next(4) == 0 ? 1.1 : 1);
        var rule = new ResizeRule(mode, coordinates, "Floor", -0.5, random.Next(2) == 0, random.Next(2) == 0);
        return rule.Table(new ResizeRule.Axis(input, output, scale, random.Next(-1, 2) / 4.0, random.Next(3, 6) / 4.0));
    }

    /// <summary>Whether every output finds its own taps in the pattern.</summary>
    private static bool Same(ResampleTable table, ResamplePattern pattern) => Enumerable.Range(0, table.Outputs.Count).All(output =>
    {
        bool inside = output >= pattern.Begin && output < pattern.End;
        int removed = pattern.End - pattern.Begin - pattern.Period;
        int entry = pattern.IsUniform ? 0
            : inside ? pattern.Begin + ((output - pattern.Begin) % pattern.Period)
            : output < pattern.Begin ? output
            : output - removed;
        int moved = inside ? (output - pattern.Begin) / pattern.Period * pattern.Step : 0;
        return table.Outputs[output].SequenceEqual(pattern.Entries[entry].Select(tap => tap with { Index = tap.Index + moved }));
    });
}
