using System.Text;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>What predictions need in memory, and what they do not copy.</summary>
public sealed class MemoryPlanTests
{
    private const string Dense = """
        [CnnModel(16, 16, 8, Training = false)]
        [Conv2D(12, 3, Padding = 1, Name = "A")]
        [Concat("Input", Name = "First")]
        [BatchNorm(Activation = Activation.Relu)]
        [Conv2D(12, 3, Padding = 1, Name = "B")]
        [Concat("First", Name = "Second")]
        [BatchNorm(Activation = Activation.Relu)]
        [Conv2D(12, 3, Padding = 1, Name = "C")]
        [Concat("Second", Name = "Third")]
        [GlobalAvgPool]
        """;

    [Fact]
    public void ResNet_18_predicts_an_image_of_224x224_in_less_than_six_megabytes()
    {
        (BoundModel model, ModelPlan plan) = Plan(ResNet18());
        Assert.Equal(11_689_512, model.Network.Parameters.Where(parameter => parameter.Counted).Sum(parameter => parameter.Length));
        long bytes = plan.PredictScratch.PerImage * sizeof(float);
        Assert.InRange(bytes, 3_000_000, 6_000_000);
        string shell = ModelCompiler.Compile(model.Spec, new CompilerOptions { VectorBits = 256 }).Shell;
        Assert.Contains(FormattableString.Invariant($"memory: {bytes / 1000:#,0} kB of activations for an image in a prediction (all together "), shell, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_needs_no_more_than_its_two_largest_neighbours()
    {
        string layers = string.Concat(Enumerable.Repeat("[Conv2D(16, 1)]\n", 10));
        (_, ModelPlan plan) = Plan($"[CnnModel(32, 32, 16, Training = false)]\n{layers}[GlobalAvgPool]");
        Assert.Equal(2 * 32 * 32 * 16, plan.PredictScratch.PerImage);
    }

    [Fact]
    public void What_nobody_reads_any_more_is_overwritten_in_place()
    {
        (_, ModelPlan plan) = Plan("""
            [CnnModel(32, 32, 16, Training = false)]
            [Conv2D(16, 1)]
            [Activate(Activation.Tanh)]
            [Activate(Activation.Sigmoid)]
            [Add("Input")]
            [Activate(Activation.Silu)]
            [GlobalAvgPool]
            """);
        Assert.Equal(32 * 32 * 16, plan.PredictScratch.PerImage);
    }

    [Fact]
    public void A_value_that_is_read_much_later_keeps_its_place()
    {
        string between = string.Concat(Enumerable.Repeat("[Conv2D(16, 1)]\n", 6));
        (_, ModelPlan plan) = Plan($"[CnnModel(8, 8, 16, Training = false)]\n[Conv2D(16, 1, Name = \"Early\")]\n{between}[Add(\"Early\")]\n[GlobalAvgPool]");
        Assert.Equal(3 * 8 * 8 * 16, plan.PredictScratch.PerImage);
    }

    [Fact]
    public void Only_what_comes_from_outside_is_copied_into_a_concatenation()
    {
        (_, ModelPlan plan) = Plan(Dense);
        Step copy = Assert.Single(plan.Predict.Steps, step => step.Plan.Name == "Blocks.CopyChannels");
        Assert.Equal("First: concatenate", copy.Comment);
    }

    [Fact]
    public void Slices_are_read_where_they_are()
    {
        (_, ModelPlan plan) = Plan("""
            [CnnModel(8, 8, 4, Training = false)]
            [Conv2D(16, 3, Padding = 1)]
            [Slice(0, 8)]
            [Slice(8, 8, Input = "Conv1")]
            [DepthwiseConv2D(3, Padding = 1)]
            [Concat("Slice1")]
            [ChannelShuffle(2)]
            [Conv2D(4, 1)]
            [GlobalAvgPool]
            """);
        Step copy = Assert.Single(plan.Predict.Steps, step => step.Plan.Name == "Blocks.CopyChannels");
        Assert.Equal("Concat1: concatenate", copy.Comment);
    }

    [Fact]
    public void A_layer_that_nobody_reads_is_named_and_costs_nothing()
    {
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read("""
            [CnnModel(8, 8, 4)]
            [Conv2D(16, 3, Name = "Lost")]
            [Conv2D(4, 3, Input = "Input")]
            """, "Net"));
        Problem problem = Assert.Single(model.Problems);
        Assert.Equal(BoundModel.UnusedLayer, problem.Id);
        Assert.StartsWith("Lost is read by no layer", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Schedule(model).Predict.Steps, step => step.Comment.Contains("Lost", StringComparison.Ordinal));
    }

    private static (BoundModel Model, ModelPlan Plan) Plan(string attributes)
    {
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read(attributes, "Net"));
        Assert.Empty(model.Problems);
        return (model, Schedule(model));
    }

    private static ModelPlan Schedule(BoundModel model) =>
        new ModelScheduler(model, ParameterBlock.Of(model.Network), VectorClass.ForWidth(256)).Schedule();

    /// <summary>He et al. 2015, as torchvision has it.</summary>
    private static string ResNet18()
    {
        var text = new StringBuilder("""
            [CnnModel(224, 224, 3, Training = false)]
            [Conv2D(64, 7, Stride = 2, Padding = 3, Bias = false)]
            [BatchNorm(Activation = Activation.Relu)]
            [MaxPool2D(3, Stride = 2, Padding = 1, Name = "Block0")]
            """);
        int block = 0;
        foreach (int channels in new[] { 64, 128, 256, 512 })
        {
            for (int index = 0; index < 2; index++, block++)
            {
                int stride = index == 0 && channels > 64 ? 2 : 1;
                string shortcut = $"Block{block}";
                if (stride == 2)
                {
                    text.Append($"\n[Conv2D({channels}, 1, Stride = 2, Bias = false, Input = \"{shortcut}\")]\n[BatchNorm(Name = \"Shortcut{block}\")]");
                    shortcut = $"Shortcut{block}";
                }

                text.Append($"\n[Conv2D({channels}, 3, Stride = {stride}, Padding = 1, Bias = false, Input = \"Block{block}\")]\n[BatchNorm(Activation = Activation.Relu)]");
                text.Append($"\n[Conv2D({channels}, 3, Padding = 1, Bias = false)]\n[BatchNorm]");
                text.Append($"\n[Add(\"{shortcut}\", Name = \"Block{block + 1}\", Activation = Activation.Relu)]");
            }
        }

        return text.Append("\n[GlobalAvgPool]\n[Dense(1000)]").ToString();
    }
}
